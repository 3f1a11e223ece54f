// The place "data".
import { h } from '/ui/lib/vue.js';
import { t } from '/ui/shared/i18n.js';
import { Empty } from '/ui/shared/parts.js';

export default {
  setup: () => () => h('div', { class: 'page' }, [
    h('div', { class: 'page-head' }, [h('h1', t('place.data'))]),
    h(Empty, { icon: 'data', title: t('place.data'), text: t('data.notYet') }),
  ]),
};
