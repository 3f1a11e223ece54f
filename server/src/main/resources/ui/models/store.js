// All versions of all models, asked for once and again whenever a training has ended; grouped by identifier.
import { computed, onBeforeUnmount, reactive, shallowRef } from '/ui/lib/vue.js';
import { pages } from '/ui/shared/api.js';
import { listen } from '/ui/shared/stream.js';

const MOST = 20000;
const AGAIN_MILLIS = 500;

const rows = shallowRef([]);

/** How the list stands: loading, whole, capped or failed. */
export const modelListing = reactive({ state: 'loading', error: null });

let asking = null;

/** Asks for all versions anew. */
export function loadModels() {
  asking?.abort();
  const mine = new AbortController();
  asking = mine;
  const all = [];
  return pages('/models', {}, (items) => {
    all.push(...items);
    return all.length < MOST;
  }, mine.signal).then(() => {
    rows.value = all;
    Object.assign(modelListing, { state: all.length < MOST ? 'whole' : 'capped', error: null });
  }, (error) => {
    if (error.name !== 'AbortError') {
      Object.assign(modelListing, { state: rows.value.length ? modelListing.state : 'failed', error });
    }
  });
}

let timer = null;

function later() {
  clearTimeout(timer);
  timer = setTimeout(loadModels, AGAIN_MILLIS);
}

/** Keeps the list right for as long as a component is shown. */
export function useModels() {
  const end = listen({ event: (event) => { if (event.event === 'training_completed') { later(); } }, opened: later });
  onBeforeUnmount(() => { end(); clearTimeout(timer); });
  loadModels();
}

const isThere = (row) => row.status === 'completed' && !row.deleted_at;

/** Models with their versions, those that can be used first: `{identifier, versions, champion, newest, best}`. */
export const families = computed(() => {
  const by = new Map();
  for (const row of rows.value) {
    const family = by.get(row.model_identifier) ?? { identifier: row.model_identifier, versions: [], champion: null };
    family.versions.push(row);
    if (row.champion) {
      family.champion = row;
    }
    by.set(row.model_identifier, family);
  }
  return [...by.values()].map((family) => {
    const kept = family.versions.filter(isThere);
    // what is shown of it: what forecasts use, else the newest that has figures
    return { ...family, kept, shown: family.champion ?? kept[0] ?? family.versions[0] };
  });
});

export const familyOf = (identifier) => families.value.find((family) => family.identifier === identifier);

/** By how much of the simple rule's error a model is better: 0.2 for a fifth less; null when that was not measured. */
export function gainOf(metrics) {
  const { wape, seasonal_naive_wape: naive } = metrics ?? {};
  return typeof wape === 'number' && typeof naive === 'number' && naive > 0 ? 1 - wape / naive : null;
}
