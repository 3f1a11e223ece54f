// The imports, and with them up to which day there are sales. Shared by the places that tell of the data.
import { computed, reactive } from '/ui/lib/vue.js';
import { del, pages, part, post } from '/ui/shared/api.js';

/** All imports, oldest first; `state` is loading, ready or failed. */
export const imports = reactive({ state: 'loading', items: [], error: null });

export async function loadImports() {
  try {
    const items = [];
    await pages('/imports', {}, (page) => { items.push(...page); });
    Object.assign(imports, { state: 'ready', items, error: null });
  } catch (error) {
    imports.error = error;
    imports.state = imports.items.length ? 'ready' : 'failed';
  }
}

/** The imports that the sales are made of. */
export const committed = computed(() => imports.items.filter((one) => one.status === 'committed'));

const most = (days) => days.reduce((a, b) => (b > a ? b : a), '');
const least = (days) => days.reduce((a, b) => (b < a ? b : a), '9999');

/** The first and the last day of all sales; null without any. */
export const period = computed(() => (committed.value.length === 0 ? null : {
  first: least(committed.value.map((one) => one.quality.first_date)),
  last: most(committed.value.map((one) => one.quality.last_date)),
}));

export async function commitImport(id) {
  await post(`/imports/${part(id)}/commit`, undefined);
  await loadImports();
}

/** Takes a committed import out of the sales, or forgets a checked one. */
export async function undoImport(id) {
  await del(`/imports/${part(id)}`);
  await loadImports();
}

/** A day so many days from another, as the API writes days. */
export function dayAfter(text, days) {
  const day = new Date(`${text}T00:00:00Z`);
  day.setUTCDate(day.getUTCDate() + days);
  return day.toISOString().slice(0, 10);
}

/** How many days ago a day was, where the reader is. */
export function daysSince(text, now = new Date()) {
  const today = Date.UTC(now.getFullYear(), now.getMonth(), now.getDate());
  return Math.round((today - Date.parse(`${text}T00:00:00Z`)) / 86400000);
}
