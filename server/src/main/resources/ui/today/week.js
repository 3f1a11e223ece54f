// The week to come as a few champions see it, beside the last week of sales. Answers are kept for as long as the page is.
import { computed, h, onMounted, reactive, shallowReactive, watch } from '/ui/lib/vue.js';
import { get, may, pages, part, post } from '/ui/shared/api.js';
import { day, number, percent } from '/ui/shared/format.js';
import { t, word } from '/ui/shared/i18n.js';
import { Skeleton } from '/ui/shared/parts.js';
import { Link } from '/ui/shared/router.js';
import { scopeOf } from '/ui/shared/tasks.js';
import { dayAfter } from '/ui/data/state.js';

const DAYS = 7;
const SHOWN = 6;

/** The versions that forecasts use, newest first; `state` is loading, ready or failed. */
export const champions = reactive({ state: 'loading', items: [], error: null });

export async function loadChampions() {
  try {
    const items = [];
    await pages('/models', { verdict: 'accepted' }, (page) => {
      items.push(...page.filter((model) => model.champion));
      return items.length < SHOWN;
    });
    Object.assign(champions, { state: 'ready', items: items.slice(0, SHOWN), error: null });
  } catch (error) {
    champions.error = error;
    champions.state = champions.items.length ? 'ready' : 'failed';
  }
}

const answers = shallowReactive(new Map());

/** What a model is about, in the fields of a task. */
function fieldsOf({ scope, ...spec }) {
  const one = (ids) => (ids.length === 1 ? ids[0] : null);
  const many = (ids) => (ids.length > 1 ? ids : null);
  return {
    ...spec, training_mode: scope.mode, aggregation_method: scope.aggregation, product_id: one(scope.products), product_ids: many(scope.products),
    store_id: one(scope.stores), store_ids: many(scope.stores),
  };
}

/** The sales that a model is about, as `/sales` is asked; null where it cannot be asked for them. */
function salesQuery(spec) {
  const isMany = spec.product_ids !== null || spec.store_ids !== null;
  const isSum = spec.training_mode !== 'global' || ['sum', 'panel'].includes(spec.aggregation_method ?? 'sum');
  return isMany || !isSum ? null : { product_id: spec.product_id, store_id: spec.store_id };
}

async function lastWeek(spec, last) {
  const query = salesQuery(spec);
  if (!query) {
    return null;
  }
  const history = await get('/sales', { query: { ...query, start_date: dayAfter(last, 1 - DAYS), end_date: last } }).catch(() => null);
  return history?.days.length === DAYS ? history.days.reduce((sum, one) => sum + one.quantity, 0) : null;
}

const total = (rows, value) => rows.reduce((sum, row) => sum + value(row), 0);

async function ask(model) {
  const { metadata, problem } = await get(`/models/${part(model.filename_prefix)}`);
  if (!metadata) {
    throw new Error(problem);
  }
  const spec = fieldsOf(metadata.spec);
  const { used, rows } = await post('/forecasts', { filename_prefix: model.filename_prefix, future_days: Math.min(DAYS, spec.horizon) });
  const levels = used.quantiles;
  const days = new Set(rows.map((row) => row.date));
  const series = rows.length / days.size;
  // the levels of many series added up would be far too wide
  const hasRange = series === 1 && levels.length > 1;
  return {
    spec, days: days.size, first: rows[0].date, end: rows.at(-1).date, mean: total(rows, (row) => row.mean),
    low: hasRange ? total(rows, (row) => row.quantiles[levels[0]]) : null, high: hasRange ? total(rows, (row) => row.quantiles[levels.at(-1)]) : null,
    levels: [levels[0], levels.at(-1)], before: days.size === DAYS ? await lastWeek(spec, used.data_through) : null,
  };
}

let isAsking = false;

// one after another: every one of them takes a worker
async function askAll(last) {
  if (isAsking || !may('operator')) {
    return;
  }
  isAsking = true;
  const keyOf = (model) => `${model.filename_prefix} ${last}`;
  const next = () => champions.items.find((model) => !answers.has(keyOf(model)));
  for (let model = next(); model; model = next()) {
    const key = keyOf(model);
    try {
      answers.set(key, await ask(model));
    } catch (error) {
      answers.set(key, { error });
    }
  }
  isAsking = false;
}

function change(answer) {
  if (answer.before === null || answer.before <= 0) {
    return null;
  }
  const share = Math.round((answer.mean / answer.before - 1) * 100) / 100;
  return h('span', { class: 'quiet small' }, `${share > 0 ? '+' : share < 0 ? '−' : '±'}${percent(Math.abs(share), 0)}`);
}

function row(model, answer) {
  const cell = (label, content) => h('td', { 'data-label': t(label) }, content);
  const name = answer?.spec ? scopeOf(answer.spec, t) : model.model_identifier;
  const link = h('th', { scope: 'row' }, [
    h(Link, { to: `/models/${part(model.filename_prefix)}`, class: 't-link' }, () => name),
    h('div', { class: 'quiet small' }, answer?.spec ? `${word('model', answer.spec.model_type)} · v${model.version}` : `v${model.version}`),
  ]);
  if (!answer) {
    return h('tr', { key: model.filename_prefix }, [link, h('td', { colspan: 3 }, [h(Skeleton, { rows: 1 })])]);
  }
  if (answer.error) {
    return h('tr', { key: model.filename_prefix }, [link, h('td', { colspan: 3, class: 'quiet' }, t('today.week.refused', { why: answer.error.detail || word('error', answer.error.code ?? 'page') }))]);
  }
  const range = answer.low === null ? '–' : `${number(answer.low)} – ${number(answer.high)}`;
  return h('tr', { key: model.filename_prefix }, [
    link,
    cell('today.week.next', [h('strong', { class: 'number' }, number(answer.mean)), ' ', change(answer), answer.days < DAYS && h('span', { class: 'quiet small' }, t('today.week.only', { n: answer.days }))]),
    cell('today.week.range', h('span', { class: 'number' }, range)),
    cell('today.week.last', h('span', { class: 'number' }, number(answer.before))),
  ]);
}

export const Week = {
  props: { last: String },
  setup(props) {
    const answerOf = (model) => answers.get(`${model.filename_prefix} ${props.last}`);
    onMounted(() => askAll(props.last));
    watch(() => [props.last, champions.items], () => askAll(props.last));
    const known = computed(() => champions.items.map(answerOf).find((answer) => answer?.first));
    return () => h('section', { class: 'card' }, [
      h('div', { class: 'card-head' }, [
        h('h2', { class: 'grow' }, t('today.week')),
        known.value && h('span', { class: 'quiet small' }, `${day(known.value.first)} – ${day(known.value.end)}`),
        h(Link, { to: '/forecasts' }, () => t('today.week.all')),
      ]),
      !may('operator') ? h('p', { class: 'quiet' }, t('today.week.viewer')) : [
        h('table', { class: 'map week' }, [
          h('caption', { class: 'hidden' }, t('today.week')),
          h('thead', [h('tr', ['what', 'next', 'range', 'last'].map((name) => h('th', { scope: 'col' }, t(`today.week.${name}`))))]),
          h('tbody', champions.items.map((model) => row(model, answerOf(model)))),
        ]),
        known.value?.low !== null && known.value && h('p', { class: 'quiet small' }, t('today.week.hint', { low: percent(Number(known.value.levels[0])), high: percent(Number(known.value.levels[1])) })),
      ],
    ]);
  },
};
