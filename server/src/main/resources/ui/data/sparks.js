// The last days of sales of products and stores, asked for when their row is seen, two at a time.
import { shallowReactive } from '/ui/lib/vue.js';
import { get } from '/ui/shared/api.js';
import { dayAfter } from '/ui/data/state.js';

/** So many days a small line shows. */
export const SPARK_DAYS = 60;

const AT_ONCE = 2;
const QUERIES = { products: 'product_id', stores: 'store_id' };

const known = shallowReactive(new Map());
let waiting = [];
let asking = 0;

/** The quantities of the last days; nothing while they are not known. */
export const sparkOf = (kind, id) => known.get(`${kind}/${id}`);

/** Asks for what is seen now; what was seen before and is not known yet waits no longer. */
export function wantSparks(kind, items) {
  waiting = items.filter((item) => !known.has(`${kind}/${item.id}`)).map((item) => ({ kind, ...item }));
  while (asking < AT_ONCE && waiting.length > 0) {
    ask();
  }
}

async function ask() {
  const one = waiting.shift();
  if (!one) {
    return;
  }
  asking += 1;
  try {
    const history = await get('/sales', { query: { [QUERIES[one.kind]]: one.id, start_date: dayAfter(one.last, 1 - SPARK_DAYS), end_date: one.last } });
    known.set(`${one.kind}/${one.id}`, history.days.map((day) => day.quantity));
  } catch {
    // a small line that is not there says nothing wrong
    known.set(`${one.kind}/${one.id}`, []);
  }
  asking -= 1;
  ask();
}
