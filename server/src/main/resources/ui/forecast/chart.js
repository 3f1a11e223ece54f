// The chart of forecasts: sales before, forecasts with their intervals after, and what was special on a day.
import { day as dayText, number } from '/ui/shared/format.js';
import { t } from '/ui/shared/i18n.js';
import { intervals } from '/ui/forecast/ask.js';

/** What is known of a past day, by the columns of the imported files. */
const MARKS = {
  promotion: { symbol: 'triangle', is: (c) => c.promotion > 0 },
  holiday: { symbol: 'diamond', is: (c) => c.holiday > 0 },
  stockout: { symbol: 'rect', is: (c) => c.stockout > 0 || c.stock_out > 0 || (typeof c.stock === 'number' && c.stock <= 0) || (typeof c.closing_stock === 'number' && c.closing_stock <= 0) },
  closed: { symbol: 'circle', is: (c) => c.open === 0 },
};

const COLOURS = ['chart-1', 'chart-2', 'chart-3', 'chart-4', 'chart-5'];
const DASHES = ['solid', 'dashed', 'dotted', [8, 3, 2, 3], [2, 6]];

function band(name, own, interval, colour, opacity, stack) {
  const base = { type: 'line', stack, symbol: 'none', lineStyle: { opacity: 0 }, silent: true, tooltip: { show: false }, emphasis: { disabled: true }, z: 1, stackStrategy: 'all' };
  return [
    { ...base, name: `${name} low ${interval.share}`, data: own.map((day) => [day.date, day.quantiles[interval.low]]) },
    { ...base, name: t('forecast.interval', { name, share: number(interval.share * 100, 1) }), areaStyle: { color: colour, opacity }, itemStyle: { color: colour, opacity: 0.35 }, data: own.map((day) => [day.date, day.quantiles[interval.high] - day.quantiles[interval.low]]) },
  ];
}

/**
 * Options of a chart.
 * @param history days of sales; @param lines `{name, days, levels}` of forecasts, of which the first shows its intervals
 */
export function chartOptions(history, lines) {
  return (colour) => {
    const series = [];
    const shown = [];
    if (history.length) {
      series.push({ name: t('forecast.actual'), type: 'line', symbol: 'none', lineStyle: { width: 1.5, color: colour('quiet') }, itemStyle: { color: colour('quiet') }, data: history.map((day) => [day.date, day.quantity]), z: 3 });
      shown.push(t('forecast.actual'));
    }
    lines.forEach(({ name, days, levels }, i) => {
      const own = colour(COLOURS[i % COLOURS.length]);
      if (i === 0) {
        intervals(levels).forEach((interval, k) => {
          const pair = band(name, days, interval, own, k === 0 ? 0.14 : 0.22, `band-${k}`);
          series.push(...pair);
          shown.push({ name: pair[1].name, icon: 'roundRect' });
        });
      }
      // touches the last day of sales, so that the eye follows
      const from = history.length ? [[history.at(-1).date, history.at(-1).quantity]] : [];
      series.push({ name, type: 'line', symbol: days.length < 3 ? 'circle' : 'none', lineStyle: { width: 2.25, type: DASHES[i % DASHES.length], color: own }, itemStyle: { color: own }, data: [...(i === 0 ? from : []), ...days.map((day) => [day.date, day.mean])], z: 4 });
      shown.push(name);
    });
    const top = Math.max(1, ...history.map((day) => day.quantity));
    Object.entries(MARKS).forEach(([name, { symbol, is }]) => {
      const marked = history.filter((day) => is(day.covariates ?? {}));
      if (marked.length) {
        series.push({ name: t(`forecast.mark.${name}`), type: 'scatter', symbol, symbolSize: 8, itemStyle: { color: colour({ promotion: 'good', holiday: 'accent', stockout: 'bad', closed: 'line-strong' }[name]) }, tooltip: { show: false }, data: marked.map((day) => [day.date, name === 'closed' || name === 'stockout' ? 0 : day.quantity + top * 0.05]), z: 5 });
        shown.push(t(`forecast.mark.${name}`));
      }
    });
    const first = lines[0]?.days[0]?.date;
    if (first && history.length && series.length) {
      series[0].markLine = { silent: true, symbol: 'none', label: { show: false }, lineStyle: { color: colour('line-strong'), type: 'dashed' }, data: [{ xAxis: first }] };
    }
    return {
      legend: { data: shown, type: 'scroll', right: 0 },
      xAxis: { type: 'time', axisLabel: { hideOverlap: true, formatter: (time) => dayText(new Date(time).toISOString().slice(0, 10)) } },
      yAxis: { type: 'value', min: 0, axisLabel: { formatter: (value) => number(value) } },
      grid: { left: 8, right: 24, top: 44, bottom: 8, containLabel: true },
      tooltip: { formatter: (points) => tip(points, shown) },
      series,
    };
  };
}

// bands are named by objects, so only what has a value of its own is told
function tip(points, shown) {
  const seen = points.filter((point) => shown.includes(point.seriesName) && point.seriesType === 'line' && typeof point.value[1] === 'number');
  return [points[0] && dayText(new Date(points[0].value[0]).toISOString().slice(0, 10)), ...seen.map((point) => `${point.seriesName}: ${number(point.value[1], 1)}`)].join('\n');
}
