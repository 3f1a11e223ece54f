// The forecast itself: sums in words, the chart, the days as a table, and ways to take it along.
import { computed, h, onBeforeUnmount, ref, watch } from '/ui/lib/vue.js';
import { get, may, part } from '/ui/shared/api.js';
import { Chart } from '/ui/shared/chart.js';
import { day as dayText, number, percent } from '/ui/shared/format.js';
import { language, t } from '/ui/shared/i18n.js';
import { Icon } from '/ui/shared/icons.js';
import { Button, copy, Empty, ErrorPanel, saveCsv, saveFile, Scroller, Segments, Skeleton } from '/ui/shared/parts.js';
import { filter, Link, route } from '/ui/shared/router.js';
import { toastError } from '/ui/shared/toasts.js';
import { forecast, intervals, plusDays, totals, workbook } from '/ui/forecast/ask.js';
import { chartOptions } from '/ui/forecast/chart.js';
import { choice, chosenNames, isOpen } from '/ui/forecast/choice.js';
import { historyOf } from '/ui/forecast/side.js';
import { Gain } from '/ui/models/look.js';
import { fullName, identifierOf, isPanel, parse, scopeText, typeText, versionOf } from '/ui/models/names.js';

const BEFORE = ['28', '91', '365'];

/** What is asked of one model: product and store only where it leaves them open. */
function asked(name) {
  const scope = parse(identifierOf(name));
  return isPanel(identifierOf(name)) ? { ...choice.value, product: scope.product.id ?? choice.value.product, store: scope.store.id ?? choice.value.store } : { days: choice.value.days };
}

// the scope is said once, where all have the same
const shortName = (prefix, names) => (new Set(names.map((name) => scopeText(identifierOf(name)))).size === 1
  ? `${typeText(identifierOf(prefix))} v${versionOf(prefix)}` : fullName(prefix));

/** The series that is shown: of a panel, which one. */
function scopeOf(name) {
  const { product, store } = asked(name);
  return isPanel(identifierOf(name)) && product && store ? `${product} · ${store}` : scopeText(identifierOf(name));
}

const weekday = (date) => new Intl.DateTimeFormat(language.value, { weekday: 'short' }).format(new Date(`${date}T00:00:00`));

/** Rows to save or copy: exactly the numbers of the server. */
export function tableRows(lines) {
  const [first] = lines;
  return [
    [t('forecast.day'), ...first.used.quantiles.length ? [t('forecast.mean'), ...first.levels.map((level) => t('forecast.level', { level: percent(Number(level), 1) }))] : [t('forecast.mean')], ...lines.slice(1).map((line) => line.name)],
    ...first.days.map((day) => [day.date, day.mean, ...first.levels.map((level) => day.quantiles[level] ?? null), ...lines.slice(1).map((line) => line.days.find((other) => other.date === day.date)?.mean ?? null)]),
  ];
}

export const Forecast = {
  setup() {
    const lines = ref(null);
    const history = ref([]);
    const error = ref(null);
    const noHistory = ref(false);
    let asking = null;

    async function load() {
      asking?.abort();
      asking = new AbortController();
      const { signal } = asking;
      error.value = null;
      lines.value = null;
      if (!may('operator') || isOpen.value || chosenNames.value.length === 0) {
        return;
      }
      try {
        const names = chosenNames.value;
        const [answers, rows] = await Promise.all([
          Promise.all(names.map((name) => forecast(name, asked(name), signal))),
          Promise.all(names.map((name) => get(`/models/${part(name)}`, { signal }))),
        ]);
        const from = plusDays(answers[0].used.data_through, 1 - Number(before.value));
        const past = await historyOf(identifierOf(names[0]), choice.value, from, signal).catch((failure) => { if (failure.name === 'AbortError') { throw failure; } return []; });
        history.value = past;
        noHistory.value = past.length === 0;
        lines.value = answers.map((answer, i) => ({
          ...answer, row: rows[i], name: shortName(answer.used.filename_prefix, names), levels: answer.series > 1 ? [] : answer.used.quantiles,
        }));
      } catch (failure) {
        if (failure.name !== 'AbortError') {
          error.value = failure;
        }
      }
    }
    const before = computed(() => (BEFORE.includes(route.query.before) ? route.query.before : '91'));
    let timer = null;
    watch(() => JSON.stringify([chosenNames.value, choice.value, before.value, isOpen.value]), () => { clearTimeout(timer); timer = setTimeout(load, 150); });
    onBeforeUnmount(() => { clearTimeout(timer); asking?.abort(); });
    load();

    const fileName = (end) => `${lines.value[0].used.filename_prefix}_forecast.${end}`;
    async function saveWorkbook() {
      try {
        saveFile(fileName('xlsx'), await workbook(chosenNames.value[0], asked(chosenNames.value[0])));
      } catch (failure) {
        toastError(failure);
      }
    }

    const said = (line) => {
      const interval = intervals(line.levels).at(-1);
      const all = totals(line.days, interval);
      const sum = { name: line.name, n: line.days.length, total: number(all.mean) };
      return h('li', { key: line.name }, [
        h('strong', line.name), ' ', h('span', interval
          ? t('forecast.total', { ...sum, low: number(all.low), high: number(all.high), share: percent(interval.share, 0) })
          : t('forecast.total.plain', sum)),
        ' ', h(Gain, { metrics: line.row.metrics_summary }), ' ',
        h(Link, { to: `/models/${part(line.used.filename_prefix)}`, class: 'no-print' }, () => t('detail.model')),
      ]);
    };

    const table = () => {
      const [first] = lines.value;
      const pairs = intervals(first.levels);
      const all = totals(first.days, null);
      return h(Scroller, { class: 'table-box', label: t('forecast.table') }, () => h('table', { class: 'plain-table' }, [
        h('caption', { class: 'hidden' }, t('forecast.table')),
        h('thead', h('tr', [h('th', t('forecast.day')), h('th', { class: 'right' }, t('forecast.mean')),
          ...pairs.map((pair) => h('th', { class: 'right', key: pair.low }, t('forecast.between', { share: percent(pair.share, 1) }))),
          ...lines.value.slice(1).map((line) => h('th', { class: 'right', key: line.name }, line.name))])),
        h('tbody', first.days.map((day) => h('tr', { key: day.date }, [
          h('td', { class: 'number' }, [dayText(day.date), ' ', h('span', { class: 'quiet' }, weekday(day.date))]),
          h('td', { class: 'right number' }, number(day.mean, 1)),
          ...pairs.map((pair) => h('td', { class: 'right number' }, `${number(day.quantiles[pair.low], 1)} – ${number(day.quantiles[pair.high], 1)}`)),
          ...lines.value.slice(1).map((line) => h('td', { class: 'right number' }, number(line.days.find((other) => other.date === day.date)?.mean, 1))),
        ]))),
        h('tfoot', h('tr', [h('td', t('forecast.sumRow', { n: first.days.length })), h('td', { class: 'right number' }, number(all.mean, 1)), ...pairs.map(() => h('td')),
          ...lines.value.slice(1).map((line) => h('td', { class: 'right number' }, number(totals(line.days, null).mean, 1)))])),
      ]));
    };

    const summary = () => [...lines.value.map((line) => t('forecast.sum', { name: line.name, n: line.days.length, total: number(totals(line.days).mean) })),
      t('forecast.through', { day: dayText(lines.value[0].used.data_through), snapshot: lines.value[0].used.snapshot_id })].join(' ');

    const exports = () => h('div', { class: 'row wrap no-print' }, [
      h(Button, { icon: 'download', text: 'CSV', onClick: () => saveCsv(fileName('csv'), tableRows(lines.value)) }),
      h(Button, { icon: 'download', text: 'XLSX', onClick: saveWorkbook }),
      h(Button, { text: t('forecast.print'), onClick: () => print() }),
      h(Button, { icon: 'copy', text: t('forecast.share'), onClick: () => copy(location.href) }),
    ]);

    const body = () => {
      if (!may('operator')) {
        return null;
      }
      if (error.value) {
        return h(ErrorPanel, { error: error.value, retry: load });
      }
      if (chosenNames.value.length === 0) {
        return h('section', { class: 'card' }, h(Empty, { icon: 'forecast', title: t('forecast.choose'), text: t('forecast.choose.text') }));
      }
      if (isOpen.value) {
        return h('section', { class: 'card' }, h(Empty, { icon: 'forecast', title: t('forecast.panel'), text: t('forecast.panel.text') }));
      }
      if (lines.value === null) {
        return h('section', { class: 'card' }, h(Skeleton, { rows: 8 }));
      }
      const [first] = lines.value;
      return [
        h('section', { class: 'card stack' }, [
          h('div', { class: 'row wrap between' }, [
            h('h2', [scopeOf(chosenNames.value[0]), ' · ', t('forecast.heading', { n: first.days.length, from: dayText(first.days[0].date), to: dayText(first.days.at(-1).date) })]),
            exports(),
          ]),
          h('ul', { class: 'said' }, lines.value.map(said)),
          intervals(first.levels).length > 0 && h('p', { class: 'quiet small' }, t('forecast.total.how')),
          first.series > 1 && h('div', { class: 'notice info' }, t('forecast.series', { n: first.series })),
          noHistory.value && h('p', { class: 'quiet small' }, [h(Icon, { name: 'alert' }), ' ', t('forecast.noHistory')]),
          !noHistory.value && h('div', { class: 'no-print' }, h(Segments, { label: t('forecast.before'), value: before.value, options: BEFORE.map((days) => [days, t('forecast.before.days', { n: Number(days) })]), onPick: (days) => filter({ before: days }) })),
          h(Chart, { options: chartOptions(history.value, lines.value), height: 340, summary: summary(), table: () => tableRows(lines.value) }),
        ]),
        h('section', { class: 'card' }, [h('div', { class: 'card-head' }, h('h2', t('forecast.table'))), table()]),
      ];
    };
    return () => h('div', { class: 'stack', 'aria-busy': String(lines.value === null && !error.value) }, body());
  },
};
