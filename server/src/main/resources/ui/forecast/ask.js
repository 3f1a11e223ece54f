// Forecasts and the sales before them, as the server tells them; what was asked for once is not asked for again.
import { get, part, post } from '/ui/shared/api.js';
import { versionOf } from '/ui/models/names.js';

const DAY_MILLIS = 86400000;

/** A day so many days later: 2026-01-31. */
export const plusDays = (day, count) => new Date(Date.parse(`${day}T00:00:00Z`) + count * DAY_MILLIS).toISOString().slice(0, 10);

/** The body of a request for a forecast of a version or, by its champion, of a model. */
export const bodyOf = (name, { product, store, days }) => ({
  ...(versionOf(name) ? { filename_prefix: name } : { model_identifier: name }),
  ...(product ? { product_id: product } : {}),
  ...(store ? { store_id: store } : {}),
  ...(days ? { future_days: days } : {}),
});

/** A forecast as rows by day. Several series are added up: their means may be, their intervals may not. */
export function byDay(answer) {
  const series = new Set(answer.rows.map((row) => `${row.store_id ?? ''} ${row.product_id ?? ''}`)).size;
  if (series <= 1) {
    return { series, days: answer.rows.map((row) => ({ date: row.date, mean: row.mean, quantiles: row.quantiles })) };
  }
  const sums = new Map();
  answer.rows.forEach((row) => sums.set(row.date, (sums.get(row.date) ?? 0) + row.mean));
  return { series, days: [...sums].sort(([a], [b]) => (a < b ? -1 : 1)).map(([date, mean]) => ({ date, mean, quantiles: {} })) };
}

/** Asks for a forecast: `{used, rows, series, days}`. */
export async function forecast(name, choice, signal) {
  const answer = await post('/forecasts', bodyOf(name, choice), { signal });
  return { ...answer, ...byDay(answer) };
}

/** The same as a workbook, made by the server. */
export const workbook = (name, choice) => post('/forecasts', bodyOf(name, choice), {
  as: 'blob', headers: { Accept: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet' },
});

/** The daily sales of a product, in one store or over all, from a day on. */
export const salesOf = (product, store, from, signal) => get(`/products/${part(product)}/sales`, { query: { store_id: store, start_date: from }, signal });

const SHOWN = [0.95, 0.8];

/** Intervals that are shown of a forecast, the widest first: `{share: 0.8, low: '0.1', high: '0.9'}`. */
export function intervals(levels) {
  const all = levels.filter((level) => Number(level) < 0.5).sort((a, b) => a - b).flatMap((low) => {
    const high = levels.find((level) => Math.abs(Number(level) + Number(low) - 1) < 1e-9);
    return high ? [{ share: Number((1 - 2 * Number(low)).toFixed(4)), low, high }] : [];
  });
  const usual = all.filter((interval) => SHOWN.includes(interval.share));
  return usual.length > 0 ? usual : all.slice(0, 1);
}

const sum = (days, value) => days.reduce((total, day) => total + (value(day) ?? 0), 0);

/** All days together, with the sums of the bounds of an interval. */
export function totals(days, interval) {
  return {
    mean: sum(days, (day) => day.mean),
    low: interval ? sum(days, (day) => day.quantiles[interval.low]) : null,
    high: interval ? sum(days, (day) => day.quantiles[interval.high]) : null,
  };
}
