// Numbers, days and durations as people of the language write them.
import { language, t } from '/ui/shared/i18n.js';

const NOTHING = '–';

function formatter(make) {
  const made = new Map();
  return (options) => {
    const key = language.value + JSON.stringify(options);
    if (!made.has(key)) {
      made.set(key, make(language.value, options));
    }
    return made.get(key);
  };
}

const numbers = formatter((lang, options) => new Intl.NumberFormat(lang, options));
const dates = formatter((lang, options) => new Intl.DateTimeFormat(lang, options));

const isNumber = (value) => typeof value === 'number' && Number.isFinite(value);

/** A number with at most so many digits after the point. */
export function number(value, digits = 0) {
  return isNumber(value) ? numbers({ maximumFractionDigits: digits }).format(value) : NOTHING;
}

/** A number with so many digits that count, as losses need. */
export function figures(value, digits = 4) {
  return isNumber(value) ? numbers({ maximumSignificantDigits: digits }).format(value) : NOTHING;
}

/** A share of 1 as a percentage. */
export function percent(value, digits = 1) {
  return isNumber(value) ? numbers({ style: 'percent', maximumFractionDigits: digits }).format(value) : NOTHING;
}

/** A day such as 2026-07-21, or the day of a time. */
export function day(text) {
  return text ? dates({ year: 'numeric', month: 'short', day: 'numeric' }).format(asDate(text)) : NOTHING;
}

export function dateTime(text) {
  return text ? dates({ dateStyle: 'medium', timeStyle: 'short' }).format(asDate(text)) : NOTHING;
}

export function clock(text) {
  return text ? dates({ hour: '2-digit', minute: '2-digit', second: '2-digit', hour12: false }).format(asDate(text)) : NOTHING;
}

// a day has no zone: read as UTC it could be the day before
function asDate(text) {
  return /^\d{4}-\d{2}-\d{2}$/.test(text) ? new Date(`${text}T00:00:00`) : new Date(text);
}

export function secondsBetween(from, to) {
  return from && to ? Math.max(0, (Date.parse(to) - Date.parse(from)) / 1000) : null;
}

/** 8 s, 3 min 12 s, 2 h 5 min. */
export function duration(seconds) {
  if (!isNumber(seconds)) {
    return NOTHING;
  }
  const whole = Math.round(seconds);
  if (seconds < 10 && whole !== seconds && seconds > 0) {
    return t('time.seconds', { s: number(seconds, 1) });
  }
  if (whole < 60) {
    return t('time.seconds', { s: whole });
  }
  if (whole < 3600) {
    return t('time.minutes', { m: Math.floor(whole / 60), s: whole % 60 });
  }
  return t('time.hours', { h: number(Math.floor(whole / 3600)), m: Math.floor((whole % 3600) / 60) });
}

/** How long ago, in the largest unit that fits. */
export function ago(text, now = Date.now()) {
  if (!text) {
    return NOTHING;
  }
  const seconds = (Date.parse(text) - now) / 1000;
  const relative = new Intl.RelativeTimeFormat(language.value, { numeric: 'auto', style: 'short' });
  const units = [['day', 86400], ['hour', 3600], ['minute', 60]];
  for (const [unit, size] of units) {
    if (Math.abs(seconds) >= size) {
      return relative.format(Math.round(seconds / size), unit);
    }
  }
  return relative.format(0, 'minute');
}
