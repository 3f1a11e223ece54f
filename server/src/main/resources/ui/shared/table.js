// A table of any length: only the rows that can be seen are in the document. Sorted by its heads, walked with j and k,
// selected with x, opened with Enter.
import { computed, h, nextTick, onBeforeUnmount, onMounted, ref, watch } from '/ui/lib/vue.js';
import { t } from '/ui/shared/i18n.js';
import { Icon } from '/ui/shared/icons.js';
import { useKeys } from '/ui/shared/keys.js';

const SPARE_ROWS = 6;
const narrow = matchMedia('(max-width: 760px)');

/** Rows in the order of a column; what has no value comes last whichever way. */
export function sorted(rows, column, isDown) {
  if (!column?.sort) {
    return rows;
  }
  const collator = new Intl.Collator(undefined, { numeric: true });
  const nothing = (v) => v === null || v === undefined || v === '';
  const keyed = rows.map((row, i) => [column.sort(row), i, row]);
  keyed.sort(([a, i], [b, j]) => {
    if (nothing(a) || nothing(b)) {
      return nothing(a) - nothing(b) || i - j;
    }
    const order = typeof a === 'number' && typeof b === 'number' ? a - b : collator.compare(a, b);
    return (isDown ? -order : order) || i - j;
  });
  return keyed.map(([, , row]) => row);
}

/**
 * Columns have key, label, width (of CSS grid, with a least width in px), cell(row), and may have sort(row), align: 'right', narrow: true for those
 * that stay on a small screen. `order` is a column's key, with `-` before it for downwards; events: order, open(row),
 * select(Set), seen(rows) for what only visible rows need.
 */
export const VirtualTable = {
  props: {
    label: String, rows: Array, columns: Array, rowKey: Function, selected: Set, order: String, rowHeight: { default: 44 },
    keys: { default: true }, rowLabel: Function,
  },
  emits: ['order', 'open', 'select', 'seen'],
  setup(props, { emit, slots, expose }) {
    const scroller = ref(null);
    const top = ref(0);
    const height = ref(600);
    const current = ref(-1);
    const isNarrow = ref(narrow.matches);
    const widen = (event) => { isNarrow.value = event.matches; };

    const columns = computed(() => props.columns.filter((column) => !isNarrow.value || column.narrow));
    const isDown = computed(() => props.order?.startsWith('-') ?? false);
    const sortKey = computed(() => props.order?.replace(/^-/, ''));
    const rows = computed(() => sorted(props.rows, props.columns.find((c) => c.key === sortKey.value), isDown.value));
    const first = computed(() => Math.max(0, Math.floor(top.value / props.rowHeight) - SPARE_ROWS));
    const last = computed(() => Math.min(rows.value.length, Math.ceil((top.value + height.value) / props.rowHeight) + SPARE_ROWS));
    const visible = computed(() => rows.value.slice(first.value, last.value));

    // every row is a grid of its own: they agree because no width depends on what stands in a row
    const shape = computed(() => {
      const widths = [props.selected && '40px', ...columns.value.map((column) => column.width)].filter(Boolean);
      const least = widths.reduce((sum, width) => sum + Number(width.match(/\d+(?=px)/)[0]), 0);
      return { '--columns': widths.join(' '), '--least': `${least}px` };
    });

    const measure = () => { height.value = scroller.value?.clientHeight || 600; };
    const observer = new ResizeObserver(measure);
    onMounted(() => {
      observer.observe(scroller.value);
      measure();
      narrow.addEventListener('change', widen);
    });
    onBeforeUnmount(() => {
      observer.disconnect();
      narrow.removeEventListener('change', widen);
    });
    watch(visible, (shown) => emit('seen', shown), { immediate: true });
    watch(() => rows.value.length, (length) => { current.value = Math.min(current.value, length - 1); });

    function move(by) {
      if (!rows.value.length) {
        return;
      }
      current.value = Math.max(0, Math.min(rows.value.length - 1, current.value + by));
      nextTick(() => {
        const at = current.value * props.rowHeight;
        const box = scroller.value;
        if (at < box.scrollTop) {
          box.scrollTop = at;
        } else if (at + props.rowHeight * 2 > box.scrollTop + box.clientHeight) {
          box.scrollTop = at + props.rowHeight * 2 - box.clientHeight;
        }
      });
    }

    function toggle(row) {
      if (!row || !props.selected) {
        return;
      }
      const changed = new Set(props.selected);
      const key = props.rowKey(row);
      changed.delete(key) || changed.add(key);
      emit('select', changed);
    }

    const chosen = () => rows.value[current.value];
    expose({ current: chosen });
    if (props.keys) {
      useKeys([
        { keys: 'j', words: 'key.down', run: () => move(1) },
        { keys: 'k', words: 'key.up', run: () => move(-1) },
        ...(props.selected ? [{ keys: 'x', words: 'key.select', run: () => toggle(chosen()) }] : []),
        { keys: 'Enter', words: 'key.open', when: () => current.value >= 0 && !isOnControl(), run: () => chosen() && emit('open', chosen()) },
      ]);
    }
    const isOnControl = () => document.activeElement?.matches('a, button, input, select, summary, textarea');

    const all = computed(() => props.selected && rows.value.length > 0 && rows.value.every((row) => props.selected.has(props.rowKey(row))));

    function head(column) {
      const isSorted = column.key === sortKey.value;
      return h('div', {
        class: ['t-cell', column.align], role: 'columnheader', key: column.key,
        'aria-sort': column.sort ? (isSorted ? (isDown.value ? 'descending' : 'ascending') : 'none') : undefined,
      }, column.sort
        ? [h('button', { type: 'button', class: 't-sort', onClick: () => emit('order', isSorted && !isDown.value ? `-${column.key}` : column.key) },
          [column.label, isSorted && h(Icon, { name: isDown.value ? 'down' : 'up' })])]
        : column.label);
    }

    function line(row, index) {
      const key = props.rowKey(row);
      const isSelected = props.selected?.has(key) ?? false;
      return h('div', {
        class: ['t-row', index === current.value && 'current'], role: 'row', key,
        'aria-rowindex': index + 2, 'aria-selected': props.selected ? String(isSelected) : undefined,
        style: { transform: `translateY(${index * props.rowHeight}px)`, '--row-height': `${props.rowHeight}px` },
        onClick: (event) => {
          current.value = index;
          if (!event.target.closest('a, button, input, label') && !getSelection().toString()) {
            emit('open', row);
          }
        },
      }, [
        props.selected && h('div', { class: 't-cell', role: 'cell' }, [h('input', {
          type: 'checkbox', checked: isSelected, 'aria-label': t('table.select', { row: props.rowLabel?.(row) ?? key }), onChange: () => toggle(row),
        })]),
        ...columns.value.map((column) => h('div', { class: ['t-cell', column.align], role: 'cell', key: column.key }, column.cell(row))),
      ]);
    }

    return () => h('div', { class: 'table' }, [
      h('div', {
        class: 'table-scroll', ref: scroller, tabindex: 0, role: 'table', 'aria-label': props.label, 'aria-rowcount': rows.value.length + 1,
        style: shape.value,
        onScroll: () => { top.value = scroller.value.scrollTop; },
      }, [
        h('div', { role: 'rowgroup' }, [h('div', { class: 't-head', role: 'row', 'aria-rowindex': 1 }, [
          props.selected && h('div', { class: 't-cell', role: 'columnheader' }, [h('input', {
            type: 'checkbox', checked: all.value, 'aria-label': t('table.selectAll'),
            onChange: () => emit('select', new Set(all.value ? [] : rows.value.map(props.rowKey))),
          })]),
          ...columns.value.map(head),
        ])]),
        h('div', { class: 't-body', role: 'rowgroup', style: { height: `${rows.value.length * props.rowHeight}px` } },
          visible.value.map((row, i) => line(row, first.value + i))),
        slots.empty && rows.value.length === 0 && slots.empty(),
      ]),
      slots.foot && h('div', { class: 't-foot' }, slots.foot()),
    ]);
  },
};
