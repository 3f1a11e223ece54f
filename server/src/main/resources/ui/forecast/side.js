// Forecasts of some versions of models for the same coming days, on one chart; used where models are compared.
import { h, ref } from '/ui/lib/vue.js';
import { may } from '/ui/shared/api.js';
import { Chart } from '/ui/shared/chart.js';
import { number } from '/ui/shared/format.js';
import { t } from '/ui/shared/i18n.js';
import { ErrorPanel, Skeleton } from '/ui/shared/parts.js';
import { forecast, plusDays, salesOf, totals } from '/ui/forecast/ask.js';
import { chartOptions } from '/ui/forecast/chart.js';
import { fullName, identifierOf, parse, versionOf } from '/ui/models/names.js';

const DAYS_BEFORE = 42;

/** The sales before a forecast, where the server can tell them: of one product. */
export async function historyOf(identifier, choice, from, signal) {
  const scope = parse(identifier);
  const product = scope?.product.id ?? choice.product;
  const store = scope?.store.id ?? choice.store;
  return product ? (await salesOf(product, store, from, signal)).days : [];
}

export const ForecastOf = {
  props: { names: Array },
  setup(props) {
    const lines = ref(null);
    const history = ref([]);
    const error = ref(null);
    const isOne = new Set(props.names.map(identifierOf)).size === 1;
    async function load() {
      error.value = null;
      try {
        const answers = await Promise.all(props.names.map((name) => forecast(name, {})));
        const least = Math.min(...answers.map((answer) => answer.days.length));
        history.value = await historyOf(identifierOf(props.names[0]), {}, plusDays(answers[0].used.data_through, -DAYS_BEFORE));
        lines.value = answers.map((answer, i) => ({
          name: isOne ? `v${versionOf(props.names[i])}` : fullName(props.names[i]), days: answer.days.slice(0, least), levels: answer.used.quantiles,
        }));
      } catch (failure) {
        error.value = failure;
      }
    }
    if (may('operator')) {
      load();
    }
    return () => {
      if (!may('operator')) {
        return h('p', { class: 'quiet' }, t('forecast.viewer'));
      }
      if (error.value) {
        return h(ErrorPanel, { error: error.value, retry: load });
      }
      if (lines.value === null) {
        return h(Skeleton, { rows: 5 });
      }
      const summary = lines.value.map(({ name, days }) => t('forecast.sum', { name, n: days.length, total: number(totals(days).mean) })).join(' ');
      return h(Chart, {
        options: chartOptions(history.value, lines.value), summary,
        table: () => [[t('forecast.day'), ...lines.value.map((line) => line.name)], ...lines.value[0].days.map((day, i) => [day.date, ...lines.value.map((line) => line.days[i].mean)])],
      });
    };
  },
};
