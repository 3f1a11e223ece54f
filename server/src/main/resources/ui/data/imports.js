// The table of imports.
import { computed, h } from '/ui/lib/vue.js';
import { may, part } from '/ui/shared/api.js';
import { ago, day, dateTime, number } from '/ui/shared/format.js';
import { language, t, word } from '/ui/shared/i18n.js';
import { Button, Chip, Empty } from '/ui/shared/parts.js';
import { filter, go, Link, route } from '/ui/shared/router.js';
import { VirtualTable } from '/ui/shared/table.js';
import { acting, lookOf, undo } from '/ui/data/acts.js';
import { imports } from '/ui/data/state.js';

const periodOf = (one) => `${day(one.quality.first_date)} – ${day(one.quality.last_date)}`;

/** The state of an import as a chip. */
export function ImportChip(props) {
  const [kind, icon] = lookOf(props.one);
  return h(Chip, { kind, icon, text: word('data.status', props.one.status) });
}
ImportChip.props = ['one'];

function undoCell(one) {
  if (one.status === 'undone') {
    return null;
  }
  return h(Button, {
    kind: 'plain', icon: 'trash', text: t(one.status === 'checked' ? 'data.discard' : 'data.undo'),
    reason: may('operator') ? null : t('role.needsOperator'), disabled: acting.undo === one.id, onClick: () => undo(one),
  });
}

function columns() {
  return [
    {
      key: 'file', label: t('data.column.file'), width: 'minmax(160px, 2fr)', narrow: true, sort: (one) => one.file_name,
      cell: (one) => h('div', { class: 'cut' }, [
        h(Link, { to: `/data/imports/${part(one.id)}`, class: 't-link' }, () => one.file_name),
        h('div', { class: 'small quiet cut' }, periodOf(one)),
      ]),
    },
    { key: 'status', label: t('data.column.status'), width: '130px', narrow: true, sort: (one) => one.status, cell: (one) => h(ImportChip, { one }) },
    { key: 'rows', label: t('data.column.rows'), width: '110px', align: 'right', sort: (one) => one.quality.rows_stored, cell: (one) => number(one.quality.rows_stored) },
    { key: 'dropped', label: t('data.column.dropped'), width: '100px', align: 'right', sort: (one) => one.quality.rows_dropped, cell: (one) => number(one.quality.rows_dropped) },
    { key: 'products', label: t('data.column.products'), width: '100px', align: 'right', sort: (one) => one.quality.products, cell: (one) => number(one.quality.products) },
    { key: 'stores', label: t('data.column.stores'), width: '90px', align: 'right', sort: (one) => one.quality.stores, cell: (one) => number(one.quality.stores) },
    {
      key: 'created', label: t('data.column.created'), width: '130px', align: 'right', sort: (one) => one.created_at,
      cell: (one) => h('span', { title: dateTime(one.created_at) }, ago(one.created_at)),
    },
    { key: 'undo', label: t('data.column.act'), width: '130px', align: 'right', cell: undoCell },
  ];
}

export const ImportTable = {
  setup() {
    const shown = computed(() => (language.value ? columns() : []));
    return () => h(VirtualTable, {
      label: t('data.view.imports'), rows: imports.items, columns: shown.value, rowKey: (one) => one.id, order: route.query.sort ?? '-created', rowHeight: 52,
      onOpen: (one) => go(`/data/imports/${part(one.id)}`), onOrder: (sort) => filter({ sort }),
    }, {
      foot: () => h('span', t('data.imports.count', { n: imports.items.length })),
      empty: () => h(Empty, { icon: 'data', title: t('data.empty.title') }),
    });
  },
};
