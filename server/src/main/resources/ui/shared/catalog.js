// Products and stores of the imported sales, to be picked from.
import { get } from '/ui/shared/api.js';
import { number } from '/ui/shared/format.js';
import { t } from '/ui/shared/i18n.js';

const FEW = 20;

/** Products whose id begins so. */
export async function findProducts(prefix) {
  const page = await get('/products', { query: { prefix, limit: FEW } });
  return page.items.map((item) => ({ id: item.product_id, note: t('pick.sold', { n: number(item.quantity) }) }));
}

/** Stores whose id begins so. */
export async function findStores(prefix) {
  const page = await get('/stores', { query: { prefix, limit: FEW } });
  return page.items.map((item) => ({ id: item.store_id, note: t('pick.sold', { n: number(item.quantity) }) }));
}
