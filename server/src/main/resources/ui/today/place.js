// The place "today".
import { h } from '/ui/lib/vue.js';
import { t } from '/ui/shared/i18n.js';
import { Empty } from '/ui/shared/parts.js';

export default {
  setup: () => () => h('div', { class: 'page' }, [
    h('div', { class: 'page-head' }, [h('h1', t('place.today'))]),
    h(Empty, { icon: 'today', title: t('place.today'), text: t('today.notYet') }),
  ]),
};
