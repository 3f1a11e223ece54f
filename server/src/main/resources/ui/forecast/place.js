// The place "forecast".
import { h } from '/ui/lib/vue.js';
import { t } from '/ui/shared/i18n.js';
import { Empty } from '/ui/shared/parts.js';

export default {
  setup: () => () => h('div', { class: 'page' }, [
    h('div', { class: 'page-head' }, [h('h1', t('place.forecast'))]),
    h(Empty, { icon: 'forecast', title: t('place.forecast'), text: t('forecast.notYet') }),
  ]),
};
