// Comparisons of model types on the same past days: those that were made, and a new one of what is chosen.
import { computed, h, onBeforeUnmount, ref, watch } from '/ui/lib/vue.js';
import { get, may, part, post, session } from '/ui/shared/api.js';
import { ago, duration, number, percent } from '/ui/shared/format.js';
import { t, word } from '/ui/shared/i18n.js';
import { Button, Chip, Empty, ErrorPanel, Progress, Scroller, Skeleton } from '/ui/shared/parts.js';
import { filter, route } from '/ui/shared/router.js';
import { toast, toastError } from '/ui/shared/toasts.js';
import { identifierOf, parse } from '/ui/models/names.js';
import { choice, chosenNames } from '/ui/forecast/choice.js';

const POLL_MILLIS = 1500;
const OPEN = ['pending', 'running'];
const FOLDS = 3;

/** The scope of the first chosen model as a comparison asks for it; null when its ids are not in its name. */
function scopeOf(name) {
  const scope = name && parse(identifierOf(name));
  if (!scope || scope.product.hash || scope.store.hash) {
    return null;
  }
  const product = scope.product.id ?? (scope.aggregation === 'panel' ? choice.value.product : null);
  const store = scope.store.id ?? (scope.aggregation === 'panel' ? choice.value.store : null);
  if (scope.mode === 'product' || (scope.aggregation === 'panel' && product)) {
    return { training_mode: 'product', product_id: product, ...(store ? { store_id: store } : {}) };
  }
  if (scope.mode === 'store') {
    return { training_mode: 'store', store_id: store, ...(product ? { product_scope: 'specific', product_id: product } : {}) };
  }
  return { training_mode: 'global', aggregation_method: scope.aggregation };
}

const scopeWords = (request) => [request.product_id ?? t(request.product_ids ? 'forecast.backtest.some' : 'scope.allProducts'), request.store_id ?? t('scope.allStores')].join(' · ');

const isSame = (request, scope) => scope && ['training_mode', 'product_id', 'store_id', 'aggregation_method'].every((field) => (request[field] ?? null) === (scope[field] ?? null));

function Leaderboard(props) {
  const { backtest } = props;
  const versus = (share) => (typeof share !== 'number' ? '–' : share < 1
    ? t('forecast.backtest.better', { share: percent(1 - share, 0) }) : share > 1 ? t('forecast.backtest.worse', { share: percent(share - 1, 0) }) : t('forecast.backtest.rule'));
  return h(Scroller, { label: t('forecast.backtest') }, () => h('table', { class: 'plain-table' }, [
    h('caption', { class: 'hidden' }, t('forecast.backtest')),
    h('thead', h('tr', [h('th', '#'), h('th', t('training.column.model')), h('th', { class: 'right' }, t('metric.wape')), h('th', t('forecast.backtest.versus')), h('th', { class: 'right only-wide' }, t('metric.bias')), h('th', { class: 'right only-wide' }, t('metric.mase')), h('th', { class: 'right only-wide' }, t('training.column.time'))])),
    h('tbody', backtest.leaderboard.map((result, i) => h('tr', { key: result.model_type }, [
      h('td', { class: 'number' }, result.metrics ? number(i + 1) : '–'),
      h('td', [word('model', result.model_type), result.error && h('div', { class: 'small bad-text' }, result.error)]),
      h('td', { class: 'right number' }, percent(result.metrics?.wape)),
      h('td', result.metrics ? versus(result.vs_best_rule) : '–'),
      h('td', { class: 'right number only-wide' }, percent(result.metrics?.bias)),
      h('td', { class: 'right number only-wide' }, number(result.metrics?.mase, 2)),
      h('td', { class: 'right only-wide' }, duration(result.training_seconds)),
    ]))),
  ]));
}
Leaderboard.props = ['backtest'];

export const Backtests = {
  setup() {
    const list = ref(null);
    const error = ref(null);
    const isStarting = ref(false);
    const scope = computed(() => scopeOf(chosenNames.value[0]));
    const shown = computed(() => list.value?.find((one) => one.backtest_id === route.query.backtest) ?? list.value?.find((one) => isSame(one.request, scope.value)) ?? null);
    let timer = null;

    async function load() {
      try {
        list.value = (await get('/backtests', { query: { limit: 50 } })).items;
        error.value = null;
      } catch (failure) {
        error.value = failure;
      }
    }
    // comparisons are in no event; those that are not at their end are asked for again
    async function poll() {
      const open = list.value?.filter((one) => OPEN.includes(one.status)) ?? [];
      const fresh = await Promise.all(open.map((one) => get(`/backtests/${part(one.backtest_id)}`).catch(() => one)));
      list.value = list.value?.map((one) => fresh.find((now) => now.backtest_id === one.backtest_id) ?? one) ?? null;
    }
    watch(() => list.value, () => {
      clearTimeout(timer);
      if (list.value?.some((one) => OPEN.includes(one.status))) {
        timer = setTimeout(poll, POLL_MILLIS);
      }
    });
    onBeforeUnmount(() => clearTimeout(timer));
    load();

    async function start() {
      isStarting.value = true;
      try {
        const own = [...new Set(chosenNames.value.map((name) => parse(identifierOf(name))?.type))];
        const made = await post('/backtests', { ...scope.value, model_types: own, folds: FOLDS, horizon: choice.value.days ?? 14 });
        list.value = [made, ...list.value ?? []];
        filter({ backtest: made.backtest_id });
      } catch (failure) {
        toastError(failure);
      }
      isStarting.value = false;
    }
    async function cancel(one) {
      try {
        await post(`/backtests/${part(one.backtest_id)}/cancel`, undefined);
        toast(t('training.cancel.done', { n: 1 }));
        await load();
      } catch (failure) {
        toastError(failure);
      }
    }

    const reason = () => (may('operator') ? (scope.value ? null : t('forecast.backtest.noScope')) : t('role.needsOperator'));
    const state = (one) => {
      const look = { completed: ['good', 'check'], failed: ['bad', 'cross'], running: ['busy', 'play'] }[one.status] ?? ['idle', 'clock'];
      return h(Chip, { kind: look[0], icon: look[1], text: word('status', one.status) });
    };

    const body = () => {
      if (error.value) {
        return h(ErrorPanel, { error: error.value, retry: load });
      }
      if (list.value === null) {
        return h(Skeleton, { rows: 3 });
      }
      if (!shown.value) {
        return h(Empty, { title: t('forecast.backtest.empty'), text: t('forecast.backtest.text') });
      }
      const one = shown.value;
      return [
        h('div', { class: 'row wrap' }, [state(one), h('span', `${scopeWords(one.request)} · ${t('models.days', { n: one.request.horizon ?? 14 })}`), h('span', { class: 'quiet small' }, ago(one.created_at)),
          OPEN.includes(one.status) && h(Button, { kind: 'danger', text: t('training.cancel'), reason: may('operator') ? null : t('role.needsOperator'), onClick: () => cancel(one) })]),
        OPEN.includes(one.status) && h('div', { class: 'row' }, [h(Progress, { value: one.progress, label: t('forecast.backtest') }), h('span', { class: 'number small' }, `${number(one.progress)} %`)]),
        one.error && h('p', { class: 'bad-text' }, one.error),
        one.leaderboard.length > 0 && h(Leaderboard, { backtest: one }),
      ];
    };

    return () => h('section', { class: 'card stack no-print' }, [
      h('div', { class: 'row wrap between' }, [
        h('h2', t('forecast.backtest')),
        h('div', { class: 'row wrap' }, [
          list.value?.length > 0 && h('select', { class: 'input short', 'aria-label': t('forecast.backtest.others'), onChange: (event) => filter({ backtest: event.target.value }) },
            [!shown.value && ['', t('forecast.backtest.others')], ...list.value.map((one) => [one.backtest_id, `${scopeWords(one.request)} · ${one.model_types.length} · ${ago(one.created_at)}`])].filter(Boolean)
              .map(([value, text]) => h('option', { value, selected: value === (shown.value?.backtest_id ?? '') }, text))),
          h(Button, { icon: 'play', text: t('forecast.backtest.start'), reason: reason(), disabled: isStarting.value || !session.you, onClick: start }),
        ]),
      ]),
      h('p', { class: 'quiet small' }, t('forecast.backtest.about')),
      body(),
    ]);
  },
};
