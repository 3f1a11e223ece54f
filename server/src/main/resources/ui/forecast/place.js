// Forecast: choose models, what of them and how many days; the chart, the sums, the days as a table.
import { h } from '/ui/lib/vue.js';
import { may, session } from '/ui/shared/api.js';
import { t } from '/ui/shared/i18n.js';
import { Button, Empty, ErrorPanel, Skeleton } from '/ui/shared/parts.js';
import { go } from '/ui/shared/router.js';
import { loadModels, modelListing, useModels } from '/ui/models/store.js';
import { Backtests } from '/ui/forecast/backtests.js';
import { Choice, forecastable } from '/ui/forecast/choice.js';
import { Forecast } from '/ui/forecast/result.js';

export default {
  setup() {
    useModels();
    const body = () => {
      if (modelListing.state === 'loading') {
        return h(Skeleton, { rows: 8 });
      }
      if (modelListing.state === 'failed') {
        return h(ErrorPanel, { error: modelListing.error, retry: loadModels });
      }
      if (forecastable.value.length === 0) {
        return h('div', { class: 'card' }, [h(Empty, { icon: 'forecast', title: t('forecast.empty.title'), text: t('forecast.empty.text') }, () => [
          h(Button, { kind: 'primary', icon: 'plus', text: t('training.new'), reason: may('operator') ? null : t('role.needsOperator'), onClick: () => go('/training?new=1') }),
          h(Button, { text: t('place.models'), onClick: () => go('/models') }),
        ])]);
      }
      return [h(Choice), h(Forecast), h(Backtests)];
    };
    return () => h('div', { class: 'page forecast-page' }, [
      h('div', { class: 'page-head no-print' }, h('h1', t('place.forecast'))),
      !may('operator') && session.you && h('div', { class: 'notice info' }, t('forecast.viewer')),
      body(),
    ]);
  },
};
