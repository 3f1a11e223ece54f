// The table of trainings with its filters, which stand in the address.
import { computed, h, ref, watch } from '/ui/lib/vue.js';
import { may, part, session } from '/ui/shared/api.js';
import { number } from '/ui/shared/format.js';
import { language, t, word } from '/ui/shared/i18n.js';
import { useKeys } from '/ui/shared/keys.js';
import { Button, Empty, ErrorPanel, saveCsv, Segments, Skeleton } from '/ui/shared/parts.js';
import { filter, go, route } from '/ui/shared/router.js';
import { VirtualTable } from '/ui/shared/table.js';
import { listing, loadTasks, scopeOf, tasks, wantLosses } from '/ui/shared/tasks.js';
import { cancelAll, canCancel, canRetry, clone, retryAll } from '/ui/training/acts.js';
import { taskColumns, taskRows } from '/ui/training/columns.js';
import { TrainingDrawer } from '/ui/training/drawer.js';

const GROUPS = { running: ['running', 'cancelling'], pending: ['pending'], completed: ['completed'], failed: ['failed'], cancelled: ['cancelled'] };

export const TrainingList = {
  setup() {
    const table = ref(null);
    const selected = ref(new Set());
    const search = ref(route.query.q ?? '');
    const columns = computed(() => (language.value ? taskColumns() : []));
    watch(() => route.query.q ?? '', (q) => { search.value = q; });

    const within = computed(() => {
      const { model, mode, batch } = route.query;
      const q = (route.query.q ?? '').toLowerCase();
      return tasks.value.filter((task) => (!model || task.model_type === model) && (!mode || task.training_mode === mode)
        && (!batch || task.batch_id === batch)
        && (!q || `${scopeOf(task, t)} ${task.filename_prefix} ${task.task_id} ${task.batch_id ?? ''}`.toLowerCase().includes(q)));
    });
    const counts = computed(() => {
      const by = {};
      within.value.forEach((task) => { by[task.status] = (by[task.status] ?? 0) + 1; });
      return by;
    });
    const countOf = (group) => GROUPS[group].reduce((sum, status) => sum + (counts.value[status] ?? 0), 0);
    const rows = computed(() => {
      const group = GROUPS[route.query.status];
      return group ? within.value.filter((task) => group.includes(task.status)) : within.value;
    });
    const chosen = computed(() => rows.value.filter((task) => selected.value.has(task.task_id)));
    const isFiltered = computed(() => ['status', 'model', 'mode', 'batch', 'q'].some((name) => route.query[name]));
    const readOnly = computed(() => (may('operator') ? null : t('role.needsOperator')));
    const open = (task) => go(`/training/${part(task.task_id)}`);
    const openForm = () => may('operator') && filter({ new: '1', from: null }, { replace: false });

    useKeys([
      { keys: 'n', words: 'training.key.new', run: openForm },
      {
        keys: '.', words: 'training.key.cancel', when: () => may('operator'),
        run: () => cancelAll(chosen.value.length ? chosen.value : [table.value?.current()].filter(Boolean)),
      },
      { keys: 'Escape', words: 'training.key.clear', when: () => selected.value.size > 0 && !document.querySelector('dialog[open]'), run: () => { selected.value = new Set(); } },
    ]);

    const head = () => h('div', { class: 'page-head' }, [
      h('h1', t('place.training')),
      h('span', { class: 'quiet' }, tasks.value.length > 0 ? t('training.count', { n: tasks.value.length }) : null),
      h('span', { class: 'grow' }),
      h(Button, { icon: 'download', label: t('training.export'), reason: rows.value.length ? null : t('training.none.title'), onClick: () => saveCsv('trainings.csv', taskRows(rows.value)) }),
      h(Button, { kind: 'primary', icon: 'plus', text: t('training.new'), reason: readOnly.value, onClick: openForm }),
    ]);

    const types = computed(() => [...new Set(tasks.value.map((task) => task.model_type))].sort());
    const filters = () => h('div', { class: 'row wrap filters' }, [
      h(Segments, {
        label: t('training.filter.status'), value: route.query.status ?? '',
        options: [['', `${t('training.filter.all')} ${number(within.value.length)}`],
          ...Object.keys(GROUPS).filter((group) => countOf(group) > 0 || group === route.query.status).map((group) => [group, `${word('status', group)} ${number(countOf(group))}`])],
        onPick: (status) => filter({ status }),
      }),
      h('div', { class: 'row wrap grow' }, [
        h('input', {
          class: 'input search-box', type: 'search', 'aria-label': t('training.filter.search'), placeholder: t('training.filter.search'), value: search.value,
          onInput: (event) => { search.value = event.target.value; filter({ q: search.value }); },
        }),
        select('training.filter.model', 'training.filter.anyModel', 'model', types.value.map((type) => [type, word('model', type)])),
        select('training.filter.mode', 'training.filter.anyMode', 'mode', ['product', 'store', 'global'].map((mode) => [mode, word('mode', mode)])),
        isFiltered.value && h(Button, { kind: 'plain', icon: 'close', text: t('training.filter.clear'), onClick: () => filter({ status: null, model: null, mode: null, batch: null, q: null }) }),
      ]),
    ]);
    const select = (label, any, name, options) => h('select', {
      class: 'input short', 'aria-label': t(label), onChange: (event) => filter({ [name]: event.target.value }),
    }, [['', t(any)], ...options].map(([value, text]) => h('option', { value, selected: value === (route.query[name] ?? '') }, text)));

    const bulk = () => chosen.value.length > 0 && h('div', { class: 'selection', role: 'region', 'aria-label': t('training.selected', { n: chosen.value.length }) }, [
      h('strong', t('training.selected', { n: chosen.value.length })),
      h(Button, { kind: 'danger', icon: 'stop', text: t('training.cancel'), reason: readOnly.value ?? (chosen.value.some(canCancel) ? null : t('training.cancel.none')), onClick: () => cancelAll(chosen.value) }),
      h(Button, { icon: 'retry', text: t('training.retry'), reason: readOnly.value ?? (chosen.value.some(canRetry) ? null : t('training.retry.none')), onClick: () => retryAll(chosen.value) }),
      chosen.value.length === 1 && h(Button, { icon: 'copy', text: t('training.clone'), reason: readOnly.value, onClick: () => clone(chosen.value[0]) }),
      chosen.value.length === 2 && h(Button, {
        icon: 'forecast', text: t('training.compare'),
        onClick: () => go(`/training/${part(chosen.value[0].task_id)}?with=${encodeURIComponent(chosen.value[1].task_id)}`),
      }),
      h('span', { class: 'grow' }),
      h(Button, { kind: 'plain', text: t('training.unselect'), onClick: () => { selected.value = new Set(); } }),
    ]);

    const foot = () => [
      h('span', t('training.count', { n: rows.value.length })),
      listing.state === 'partial' && !listing.error && h('span', t('training.partial')),
      listing.state === 'capped' && h('span', t('training.capped', { n: tasks.value.length })),
    ];

    const body = () => {
      if (listing.state === 'failed') {
        return h(ErrorPanel, { error: listing.error, retry: loadTasks });
      }
      if (listing.state === 'loading') {
        return h('div', { class: 'table' }, [h(Skeleton, { rows: 8 })]);
      }
      if (tasks.value.length === 0) {
        return h('div', { class: 'card' }, [h(Empty, { icon: 'training', title: t('training.empty.title'), text: t('training.empty.text') }, () => [
          h(Button, { kind: 'primary', icon: 'plus', text: t('training.new'), reason: readOnly.value, onClick: openForm }),
          h(Button, { text: t('training.empty.data'), onClick: () => go('/data') }),
        ])]);
      }
      return h(VirtualTable, {
        ref: table, label: t('training.table'), rows: rows.value, columns: columns.value, rowKey: (task) => task.task_id,
        rowLabel: (task) => scopeOf(task, t), selected: selected.value, order: route.query.sort ?? '-created', rowHeight: 48,
        onSelect: (set) => { selected.value = set; }, onOpen: open, onSeen: wantLosses, onOrder: (sort) => filter({ sort }),
      }, {
        foot,
        empty: () => h(Empty, { icon: 'search', title: t('training.none.title'), text: t('training.none.text') }),
      });
    };

    return () => h('div', { class: 'page' }, [
      head(),
      !may('operator') && session.you && h('div', { class: 'notice info' }, t('role.readOnly')),
      listing.error && listing.state === 'partial' && h('div', { class: 'notice' }, [h('span', { class: 'grow' }, t('training.stale')), h(Button, { icon: 'retry', text: t('act.retry'), onClick: loadTasks })]),
      tasks.value.length > 0 && filters(),
      bulk(),
      body(),
      route.query.new && may('operator') && h(TrainingDrawer, { from: route.query.from, key: route.query.from, onClose: () => filter({ new: null, from: null }) }),
    ]);
  },
};
