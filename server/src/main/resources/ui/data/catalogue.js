// The products or the stores of the sales, in a table of any length.
import { computed, h, onBeforeUnmount, onMounted, ref, shallowRef } from '/ui/lib/vue.js';
import { pages, part } from '/ui/shared/api.js';
import { day, number } from '/ui/shared/format.js';
import { language, t } from '/ui/shared/i18n.js';
import { Empty, ErrorPanel, Skeleton, Spark } from '/ui/shared/parts.js';
import { filter, go, Link, route } from '/ui/shared/router.js';
import { VirtualTable } from '/ui/shared/table.js';
import { sparkOf, SPARK_DAYS, wantSparks } from '/ui/data/sparks.js';

const MOST = 50000;
const IDS = { products: 'product_id', stores: 'store_id' };
const OTHER = { products: 'stores', stores: 'products' };

function columns(kind) {
  return [
    {
      key: 'id', label: t(`data.column.${kind}.id`), width: 'minmax(140px, 2fr)', narrow: true, sort: (item) => item[IDS[kind]],
      cell: (item) => h(Link, { to: `/${kind}/${part(item[IDS[kind]])}`, class: 't-link' }, () => item[IDS[kind]]),
    },
    { key: 'spark', label: t('data.column.spark', { n: SPARK_DAYS }), width: '110px', narrow: true, cell: (item) => h(Spark, { values: sparkOf(kind, item[IDS[kind]]), label: t('data.column.spark', { n: SPARK_DAYS }) }) },
    { key: 'quantity', label: t('data.column.quantity'), width: '110px', align: 'right', narrow: true, sort: (item) => item.quantity, cell: (item) => number(item.quantity) },
    { key: 'others', label: t(`data.column.${OTHER[kind]}`), width: '100px', align: 'right', sort: (item) => item[OTHER[kind]], cell: (item) => number(item[OTHER[kind]]) },
    { key: 'first', label: t('data.column.first'), width: '130px', align: 'right', sort: (item) => item.first_date, cell: (item) => day(item.first_date) },
    { key: 'last', label: t('data.column.last'), width: '130px', align: 'right', sort: (item) => item.last_date, cell: (item) => day(item.last_date) },
  ];
}

export const Catalogue = {
  props: { kind: String },
  setup(props) {
    const items = shallowRef(null);
    const error = ref(null);
    const isCapped = ref(false);
    const asking = new AbortController();
    onBeforeUnmount(() => asking.abort());

    async function load() {
      const all = [];
      try {
        await pages(`/${props.kind}`, {}, (page) => {
          all.push(...page);
          items.value = [...all];
          isCapped.value = all.length >= MOST;
          return !isCapped.value;
        }, asking.signal);
        error.value = null;
      } catch (failure) {
        if (failure.name !== 'AbortError') {
          error.value = failure;
        }
      }
    }
    onMounted(load);

    const shown = computed(() => (language.value ? columns(props.kind) : []));
    const found = computed(() => {
      const q = (route.query.q ?? '').trim().toLowerCase();
      return q ? items.value.filter((item) => item[IDS[props.kind]].toLowerCase().includes(q)) : items.value;
    });
    const seen = (some) => wantSparks(props.kind, some.map((item) => ({ id: item[IDS[props.kind]], last: item.last_date })));

    return () => {
      if (error.value && !items.value) {
        return h(ErrorPanel, { error: error.value, retry: load });
      }
      if (!items.value) {
        return h('div', { class: 'table' }, [h(Skeleton, { rows: 8 })]);
      }
      return [
        h('input', {
          class: 'input search-box alone', type: 'search', 'aria-label': t(`data.search.${props.kind}`), placeholder: t(`data.search.${props.kind}`),
          value: route.query.q ?? '', onInput: (event) => filter({ q: event.target.value }),
        }),
        h(VirtualTable, {
          label: t(`data.view.${props.kind}`), rows: found.value, columns: shown.value, rowKey: (item) => item[IDS[props.kind]], order: route.query.sort ?? 'id',
          onOpen: (item) => go(`/${props.kind}/${part(item[IDS[props.kind]])}`), onSeen: seen, onOrder: (sort) => filter({ sort }),
        }, {
          foot: () => [h('span', t(`data.count.${props.kind}`, { n: found.value.length })), isCapped.value && h('span', t('data.capped', { n: MOST }))],
          empty: () => h(Empty, { icon: 'search', title: t('data.none.title'), text: t(items.value.length ? 'data.none.text' : 'data.none.sales') }),
        }),
      ];
    };
  },
};
