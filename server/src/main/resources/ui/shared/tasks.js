// All trainings, as this window knows them: asked for once, then kept right by events. Shared by every place.
import { computed, reactive, shallowRef } from '/ui/lib/vue.js';
import { get, pages, post, part } from '/ui/shared/api.js';
import { listen } from '/ui/shared/stream.js';
import { secondsBetween } from '/ui/shared/format.js';

/** States after which nothing changes. */
export const ENDED = ['completed', 'failed', 'cancelled'];

const MOST = 20000;
const FIRST_WAIT_MILLIS = 300;

const byId = new Map();
const drawn = shallowRef({ list: [] });

/** How the list stands: loading (nothing yet), partial (older ones still come), whole, capped, failed. */
export const listing = reactive({ state: 'loading', error: null });

/** Every known task, newest first; a new array whenever anything changed. */
export const tasks = computed(() => drawn.value.list);

let order = [];
let isDirty = false;
let frame = 0;

// many events in one moment are one drawing
function changed() {
  isDirty = true;
  if (!frame) {
    frame = setTimeout(() => {
      frame = 0;
      if (isDirty) {
        isDirty = false;
        drawn.value = { list: order.map((id) => byId.get(id)) };
      }
    }, 50);
  }
}

/** One task, as far as it is known. */
export const taskOf = (id) => drawn.value && byId.get(id);

/** Takes a task as the server told it. */
export function take(task) {
  const before = byId.get(task.task_id);
  byId.set(task.task_id, { ...before, ...task });
  if (!before) {
    insert(task);
  }
  changed();
}

function insert(task) {
  // newest first; most come in order
  let at = 0;
  while (at < order.length && Date.parse(byId.get(order[at]).created_at) > Date.parse(task.created_at)) {
    at += 1;
  }
  order.splice(at, 0, task.task_id);
}

/** Takes a page of the list, newest first. */
function takePage(items, isFirst) {
  if (isFirst) {
    items.toReversed().forEach(take);
    return;
  }
  const known = new Set(order);
  for (const task of items) {
    byId.set(task.task_id, { ...byId.get(task.task_id), ...task });
    if (!known.has(task.task_id)) {
      order.push(task.task_id);
    }
  }
  changed();
}

let loading = null;

/** Asks for all tasks again, the newest first. */
export function loadTasks() {
  loading?.abort();
  const mine = new AbortController();
  loading = mine;
  let count = 0;
  listing.error = null;
  return pages('/tasks', {}, (items) => {
    takePage(items, count === 0);
    count += items.length;
    listing.state = 'partial';
    return count < MOST;
  }, mine.signal).then(() => {
    listing.state = count < MOST ? 'whole' : 'capped';
  }, (error) => {
    if (error.name !== 'AbortError') {
      listing.error = error;
      listing.state = order.length ? 'partial' : 'failed';
    }
  });
}

let unknown = false;

// tasks of which an event tells first: a batch of them is asked for at once
function askForNew() {
  if (!unknown) {
    unknown = true;
    setTimeout(async () => {
      unknown = false;
      let isKnown = false;
      await pages('/tasks', {}, (items) => {
        isKnown = items.some((task) => byId.has(task.task_id));
        takePage(items, true);
        return !isKnown;
      }).catch((error) => { listing.error = error; });
    }, 200);
  }
}

function leaveQueue(position) {
  if (position) {
    for (const task of byId.values()) {
      if (task.status === 'pending' && task.queue_position > position) {
        byId.set(task.task_id, { ...task, queue_position: task.queue_position - 1 });
      }
    }
  }
}

function hear(event) {
  const before = byId.get(event.task_id);
  if (!before) {
    if (event.event === 'training_update') {
      askForNew();
    }
    return;
  }
  const { seq, event: name, ts, action, ...told } = event;
  if (name === 'training_update') {
    if (before.status === 'pending' && told.status !== 'pending') {
      leaveQueue(before.queue_position);
    }
    const isAgain = told.attempt !== before.attempt;
    byId.set(event.task_id, { ...before, ...told, eta_seconds: ENDED.includes(told.status) ? null : before.eta_seconds, losses: isAgain ? [] : before.losses });
  } else if (name === 'training_progress') {
    if (ENDED.includes(before.status)) {
      return;
    }
    byId.set(event.task_id, { ...before, ...told, losses: lossesWith(before.losses, told) });
  } else if (name === 'training_completed') {
    byId.set(event.task_id, { ...before, ...told });
  } else {
    return;
  }
  changed();
}

function lossesWith(losses, { epoch, val_loss: loss }) {
  if (typeof loss !== 'number' || !epoch) {
    return losses;
  }
  const kept = (losses ?? []).filter(([at]) => at < epoch);
  return [...kept, [epoch, loss]];
}

let begun = false;

/** Begins to keep the list right; once, when somebody is signed in. */
export function keepTasks() {
  if (!begun) {
    begun = true;
    listen({ event: hear, opened: loadTasks });
    // when the stream is slow to open, the list is not
    setTimeout(() => loading ?? loadTasks(), FIRST_WAIT_MILLIS);
  }
}

const curves = new Map();
let asking = 0;
const waiting = [];

/** Asks for the losses of tasks that are seen and whose curve is not known yet, two at a time. */
export function wantLosses(seen) {
  waiting.length = 0;
  waiting.push(...seen.filter((task) => task.status !== 'pending' && !task.hasLosses && !curves.has(task.task_id)));
  while (asking < 2 && waiting.length) {
    nextCurve();
  }
}

async function nextCurve() {
  const task = waiting.shift();
  if (!task) {
    return;
  }
  asking += 1;
  curves.set(task.task_id, true);
  try {
    const points = await get(`/tasks/${part(task.task_id)}/curve`, { as: 'ndjson' });
    const now = byId.get(task.task_id);
    const asked = points.map((point) => [point.epoch, point.val_loss]);
    const last = asked.at(-1)?.[0] ?? 0;
    byId.set(task.task_id, { ...now, hasLosses: true, losses: [...asked, ...(now.losses ?? []).filter(([at]) => at > last)] });
    changed();
  } catch {
    // a sparkline that is not there says nothing wrong
  }
  asking -= 1;
  nextCurve();
}

/** How long trainings of a model type took here: the median of those that ended well, and how many; null for none. */
export const typicalSeconds = computed(() => {
  const all = new Map();
  for (const task of tasks.value) {
    const seconds = task.status === 'completed' ? secondsBetween(task.start_time, task.end_time) : null;
    if (seconds !== null) {
      all.set(task.model_type, [...(all.get(task.model_type) ?? []), seconds]);
    }
  }
  return (type) => {
    const some = all.get(type)?.toSorted((a, b) => a - b);
    return some ? { seconds: some[Math.floor(some.length / 2)], runs: some.length } : null;
  };
});

const act = (what) => async (id) => {
  const task = await post(`/tasks/${part(id)}/${what}`, undefined);
  take(task);
  return task;
};

/** Stops a training; what was refused comes as an ApiError. */
export const cancelTask = act('cancel');

/** Asks for an ended training again, as a new task. */
export const retryTask = act('retry');

/** What a task trains, in words: the scope of its series. */
export function scopeOf(task, t) {
  const products = task.product_id ?? (task.product_ids ? t('scope.products', { n: task.product_ids.length }) : t('scope.allProducts'));
  const stores = task.store_id ?? (task.store_ids ? t('scope.stores', { n: task.store_ids.length }) : t('scope.allStores'));
  if (task.training_mode === 'store') {
    return `${stores} · ${products}`;
  }
  const both = `${products} · ${stores}`;
  return task.training_mode === 'global' ? `${both} · ${t(`aggregation.${task.aggregation_method ?? 'sum'}`)}` : both;
}
