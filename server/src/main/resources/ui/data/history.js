// Days of sales as a chart: the quantity as a line, and marks of different shapes for what was special about a day.
import { number } from '/ui/shared/format.js';
import { t } from '/ui/shared/i18n.js';

const POINTS = 2000;

// shares over stores count when any store has it; a store is closed when none was open
const isPromoted = (day) => day.covariates.promotion > 0;
const isClosed = (day) => day.covariates.open === 0;
const isHoliday = (day) => day.covariates.holiday > 0;
const isMissing = (day) => day.rows === 0 && !isClosed(day);

const MARKS = [
  ['promotion', isPromoted, 'triangle', 'chart-2'],
  ['holiday', isHoliday, 'diamond', 'chart-4'],
  ['closed', isClosed, 'rect', 'bad'],
  ['missing', isMissing, 'circle', 'chart-5'],
];

/** ECharts options for some days. */
export function historyChart(days) {
  return (colour) => {
    const marks = MARKS.map(([name, applies, symbol, hue]) => [t(`data.mark.${name}`), days.filter(applies), symbol, colour(hue)]).filter(([, some]) => some.length > 0);
    const prices = days.some((one) => typeof one.covariates.price === 'number');
    const size = days.length > 400 ? 5 : 8;
    return {
      legend: { data: [t('data.chart.quantity'), ...marks.map(([name]) => name), ...(prices ? [t('data.chart.price')] : [])], selected: { [t('data.chart.price')]: false } },
      xAxis: { type: 'time' },
      yAxis: [{ type: 'value', min: (value) => Math.min(0, value.min) }, ...(prices ? [{ type: 'value', scale: true, splitLine: { show: false }, position: 'right' }] : [])],
      series: [
        {
          name: t('data.chart.quantity'), type: 'line', data: days.map((one) => [one.date, one.quantity]), showSymbol: false, lineStyle: { width: 1.5 },
          sampling: days.length > POINTS ? 'minmax' : undefined, color: colour('chart-1'),
        },
        ...marks.map(([name, some, symbol, hue]) => ({
          name, type: 'scatter', symbol, symbolSize: size, color: hue, data: some.map((one) => [one.date, one.quantity]), z: 3, tooltip: { show: false },
          // what is not there is drawn hollow
          itemStyle: name === t('data.mark.missing') ? { color: 'transparent', borderColor: hue, borderWidth: 1.5 } : undefined,
        })),
        ...(prices ? [{ name: t('data.chart.price'), type: 'line', yAxisIndex: 1, data: days.map((one) => [one.date, one.covariates.price ?? null]), showSymbol: false, lineStyle: { width: 1, type: 'dashed' }, color: colour('chart-3') }] : []),
      ],
    };
  };
}

/** What a chart of days shows, in a sentence. */
export function summaryOf(days) {
  const total = days.reduce((sum, one) => sum + one.quantity, 0);
  const counts = MARKS.map(([name, applies]) => [name, days.filter(applies).length]).filter(([, n]) => n > 0);
  return [t('data.chart.summary', { total: number(total), n: days.length, mean: number(total / days.length, 1) }), ...counts.map(([name, n]) => t(`data.chart.${name}`, { n }))].join(' ');
}

/** The days as rows of a table, heads first. */
export function dayRows(days) {
  const names = Object.keys(days[0].covariates);
  return [
    [t('data.field.date'), t('data.chart.quantity'), t('data.column.rows'), ...names],
    ...days.map((one) => [one.date, one.quantity, one.rows, ...names.map((name) => one.covariates[name])]),
  ];
}
