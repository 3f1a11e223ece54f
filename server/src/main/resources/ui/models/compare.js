// Several versions side by side: figures with the better one marked, losses, what they forecast, parameters.
import { computed, h, ref, watch } from '/ui/lib/vue.js';
import { get, part } from '/ui/shared/api.js';
import { Chart } from '/ui/shared/chart.js';
import { figures } from '/ui/shared/format.js';
import { t } from '/ui/shared/i18n.js';
import { Icon } from '/ui/shared/icons.js';
import { Button, Empty, ErrorPanel, Scroller, Skeleton } from '/ui/shared/parts.js';
import { filter, Link, route } from '/ui/shared/router.js';
import { ForecastOf } from '/ui/forecast/side.js';
import { ChampionChip, figure, gainText, METRICS, VersionChip } from '/ui/models/look.js';
import { fullName, identifierOf, isPanel, scopeText, typeText } from '/ui/models/names.js';

const MOST = 8;

// whether less is better; of bias the distance from nothing, of the coverage that from 80 %, counts
const DISTANCE = {
  wape: (v) => v, mase: (v) => v, rmsse: (v) => v, mae: (v) => v, rmse: (v) => v, mape: (v) => v, pinball: (v) => v,
  bias: Math.abs, r2: (v) => -v, coverage_80: (v) => Math.abs(v - 0.8),
};

/** The numbers of those that are best at a figure; none when all are the same, or it says nothing about a model. */
function bestAt(name, values) {
  const distance = DISTANCE[name];
  const known = values.map((value) => (typeof value === 'number' && distance ? distance(value) : null));
  const there = known.filter((value) => value !== null);
  const least = Math.min(...there);
  return there.length < 2 || there.every((value) => value === least) ? [] : known.flatMap((value, i) => (value === least ? [i] : []));
}

/** All settings of a version, flat: `horizon`, `hyperparameters.hidden`. */
function settings(metadata) {
  const flat = {};
  const walk = (value, path) => {
    if (value && typeof value === 'object' && !Array.isArray(value)) {
      Object.entries(value).forEach(([name, inner]) => walk(inner, [...path, name]));
    } else {
      flat[path.join('.')] = Array.isArray(value) ? value.join(', ') : String(value ?? '–');
    }
  };
  walk(metadata?.spec ?? {}, []);
  const { snapshot_id: snapshot, engine, program_version: program } = metadata?.provenance ?? {};
  return { ...flat, snapshot: snapshot ?? '–', engine: engine ?? '–', program: program ?? '–' };
}

function Figures(props) {
  const { models } = props;
  const names = METRICS.filter((name) => models.some((model) => typeof model.metrics_summary?.[name] === 'number'));
  return h(Scroller, { label: t('models.compare.figures') }, () => h('table', { class: 'plain-table compare-table' }, [
    h('thead', h('tr', [h('th', t('models.compare.figure')), ...models.map((model) => h('th', { class: 'right', key: model.filename_prefix }, nameIn(model, models)))])),
    h('tbody', [
      h('tr', [h('td', t('training.column.status')), ...models.map((model) => h('td', { class: 'right' }, h('span', { class: 'row wrap end' }, [h(VersionChip, { row: model }), model.champion && h(ChampionChip)])))]),
      ...names.map((name) => {
        const values = models.map((model) => model.metrics_summary?.[name]);
        const best = bestAt(name, values);
        return h('tr', { key: name }, [
          h('td', { title: t(`models.about.${name}`) }, t(`metric.${name}`)),
          ...values.map((value, i) => h('td', { class: ['right number', best.includes(i) && 'best'] }, [
            best.includes(i) && h(Icon, { name: 'star' }), best.includes(i) && h('span', { class: 'hidden' }, t('models.compare.best')), figure(name, value),
          ])),
        ]);
      }),
      h('tr', [h('td', t('models.column.gain')), ...models.map((model) => h('td', { class: 'right' }, gainText(model.metrics_summary)))]),
    ]),
  ]));
}
Figures.props = ['models'];

/** As short a name as tells it from the others. */
function nameIn(model, models) {
  const isOne = models.every((other) => other.model_identifier === model.model_identifier);
  return isOne ? `v${model.version}` : fullName(model.filename_prefix);
}

function Losses(props) {
  const { models } = props;
  const own = models.map((model) => [nameIn(model, models), (model.metadata?.curve ?? []).filter(([, , val]) => typeof val === 'number')]).filter(([, curve]) => curve.length > 0);
  if (own.length === 0) {
    return h('p', { class: 'quiet' }, t('models.compare.noCurve'));
  }
  const options = () => ({
    xAxis: { type: 'value', name: t('detail.curve.epoch'), nameLocation: 'middle', nameGap: 28, minInterval: 1, min: 'dataMin', max: 'dataMax' },
    yAxis: { type: 'value', scale: true, axisLabel: { formatter: (value) => figures(value, 3) } },
    grid: { left: 8, right: 16, top: 36, bottom: 24, containLabel: true },
    tooltip: { valueFormatter: (value) => figures(value, 5) },
    series: own.map(([name, curve], i) => ({
      name, type: 'line', showSymbol: curve.length < 3, symbolSize: 6, lineStyle: { width: 2, type: ['solid', 'dashed', 'dotted'][i % 3] }, data: curve.map(([epoch, , val]) => [epoch, val]),
    })),
  });
  const best = (curve) => Math.min(...curve.map(([, , val]) => val));
  return h(Chart, {
    options, summary: own.map(([name, curve]) => t('models.compare.lowest', { name, loss: figures(best(curve)) })).join(' '),
    table: () => [[t('detail.curve.epoch'), ...own.map(([name]) => name)], ...[...new Set(own.flatMap(([, curve]) => curve.map(([epoch]) => epoch)))].sort((a, b) => a - b)
      .map((epoch) => [epoch, ...own.map(([, curve]) => curve.find(([at]) => at === epoch)?.[2] ?? '')])],
  });
}
Losses.props = ['models'];

function Settings(props) {
  const { models } = props;
  const isAll = route.query.diff === 'no';
  const flat = models.map((model) => settings(model.metadata));
  const names = [...new Set(flat.flatMap(Object.keys))];
  const differs = (name) => flat.some((one) => one[name] !== flat[0][name]);
  const shown = isAll ? names : names.filter(differs);
  return h('section', { class: 'card' }, [
    h('div', { class: 'card-head' }, [
      h('h2', { class: 'grow' }, t('detail.parameters')),
      h('label', { class: 'row' }, [h('input', { type: 'checkbox', checked: !isAll, onChange: (event) => filter({ diff: event.target.checked ? null : 'no' }) }), t('models.compare.diff')]),
    ]),
    shown.length === 0 ? h('p', { class: 'quiet' }, t('models.compare.same')) : h(Scroller, { label: t('detail.parameters') }, () => h('table', { class: 'plain-table compare-table' }, [
      h('thead', h('tr', [h('th', t('models.compare.parameter')), ...models.map((model) => h('th', { class: 'right', key: model.filename_prefix }, nameIn(model, models)))])),
      h('tbody', shown.map((name) => h('tr', { key: name }, [h('td', { class: 'mono' }, name.replace(/^hyperparameters\./, '')), ...flat.map((one) => h('td', { class: ['right mono', differs(name) && 'differs'] }, one[name] ?? '–'))]))),
    ])),
  ]);
}
Settings.props = ['models'];

export const Compare = {
  setup() {
    const models = ref(null);
    const error = ref(null);
    const ids = computed(() => (route.query.ids ?? '').split(',').filter(Boolean).slice(0, MOST));

    async function load() {
      error.value = null;
      try {
        models.value = await Promise.all(ids.value.map((id) => get(`/models/${part(id)}`)));
      } catch (failure) {
        error.value = failure;
      }
    }
    watch(ids, (now, before) => { if (String(now) !== String(before)) { load(); } }, { immediate: true });

    const drop = (prefix) => filter({ ids: ids.value.filter((id) => id !== prefix).join(',') });
    const isOneScope = () => new Set(models.value.map((model) => scopeText(model.model_identifier))).size === 1;

    const body = () => {
      if (error.value) {
        return h(ErrorPanel, { error: error.value, retry: load });
      }
      if (models.value === null) {
        return h(Skeleton, { rows: 8 });
      }
      if (ids.value.length < 2) {
        return h('div', { class: 'card' }, [h(Empty, { icon: 'models', title: t('models.compare.few'), text: t('models.compare.how') }, () => h(Link, { to: '/models', class: 'button' }, () => t('place.models')))]);
      }
      const all = models.value;
      const usable = all.filter((model) => model.metadata && !isPanel(model.model_identifier));
      return [
        h('div', { class: 'row wrap' }, all.map((model) => h('span', { class: 'row compared', key: model.filename_prefix }, [
          h(Link, { to: `/models/${part(model.filename_prefix)}` }, () => fullName(model.filename_prefix)),
          all.length > 2 && h(Button, { kind: 'plain', icon: 'close', label: t('pick.remove', { id: fullName(model.filename_prefix) }), onClick: () => drop(model.filename_prefix) }),
        ]))),
        !isOneScope() && h('div', { class: 'notice' }, [h(Icon, { name: 'alert' }), h('span', { class: 'grow' }, t('models.compare.otherScope'))]),
        h('section', { class: 'card' }, [h('div', { class: 'card-head' }, h('h2', t('models.compare.figures'))), h('p', { class: 'quiet small' }, t('models.compare.figures.text')), h(Figures, { models: all })]),
        h('div', { class: 'halves even' }, [
          h('section', { class: 'card' }, [h('div', { class: 'card-head' }, h('h2', t('detail.curve.val'))), h(Losses, { models: all })]),
          h('section', { class: 'card' }, [h('div', { class: 'card-head' }, h('h2', t('models.compare.ahead'))),
            usable.length > 0 ? h(ForecastOf, { names: usable.map((model) => model.filename_prefix), key: ids.value.join() }) : h('p', { class: 'quiet' }, t('models.compare.panel'))]),
        ]),
        h(Settings, { models: all }),
      ];
    };

    return () => h('div', { class: 'page' }, [
      h('div', { class: 'page-head' }, [h('div', { class: 'grow' }, [
        h(Link, { to: ids.value.length ? `/models/${part(identifierOf(ids.value[0]))}` : '/models', class: 'small back' }, () => [h(Icon, { name: 'left' }), ids.value.length ? typeText(identifierOf(ids.value[0])) : t('place.models')]),
        h('h1', t('models.compare.title')),
      ])]),
      body(),
    ]);
  },
};
