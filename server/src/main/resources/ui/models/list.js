// The list of models: one row for each identifier, with what forecasts use of it.
import { computed, h, ref } from '/ui/lib/vue.js';
import { may, part, session } from '/ui/shared/api.js';
import { ago, dateTime, number, percent } from '/ui/shared/format.js';
import { language, t, word } from '/ui/shared/i18n.js';
import { useKeys } from '/ui/shared/keys.js';
import { Button, Empty, ErrorPanel, saveCsv, Segments, Skeleton } from '/ui/shared/parts.js';
import { filter, go, Link, route } from '/ui/shared/router.js';
import { VirtualTable } from '/ui/shared/table.js';
import { importFile } from '/ui/models/acts.js';
import { ChampionChip, Gain, gainText, utc, VersionChip } from '/ui/models/look.js';
import { parse, scopeText, typeText } from '/ui/models/names.js';
import { families, gainOf, loadModels, modelListing, useModels } from '/ui/models/store.js';

const address = (family) => `/models/${part(family.identifier)}`;

function modelColumns() {
  return [
    {
      key: 'scope', label: t('training.column.scope'), width: 'minmax(150px, 2fr)', narrow: true, sort: (family) => scopeText(family.identifier),
      cell: (family) => h('div', { class: 'cut' }, [
        h(Link, { to: address(family), class: 't-link', title: family.identifier }, () => scopeText(family.identifier)),
        h('div', { class: 'small quiet only-narrow cut' }, `${typeText(family.identifier)} · ${t('models.count.versions', { n: family.versions.length })}`),
      ]),
    },
    { key: 'type', label: t('training.column.model'), width: 'minmax(150px, 1.2fr)', sort: (family) => typeText(family.identifier), cell: (family) => typeText(family.identifier) },
    {
      key: 'champion', label: t('models.column.used'), width: '160px', sort: (family) => family.champion?.version ?? null,
      cell: (family) => (family.champion
        ? h('span', { class: 'row' }, [h('span', { class: 'number' }, `v${family.champion.version}`), h(ChampionChip)])
        : h('span', { class: 'row' }, [h('span', { class: 'quiet' }, t('models.none')), h(VersionChip, { row: family.shown })])),
    },
    { key: 'gain', label: t('models.column.gain'), width: '172px', narrow: true, sort: (family) => gainOf(family.shown.metrics_summary), cell: (family) => h(Gain, { metrics: family.shown.metrics_summary, short: true }) },
    { key: 'wape', label: t('metric.wape'), width: '80px', align: 'right', sort: (family) => family.shown.metrics_summary?.wape ?? null, cell: (family) => percent(family.shown.metrics_summary?.wape) },
    { key: 'versions', label: t('models.column.versions'), width: '90px', align: 'right', sort: (family) => family.versions.length, cell: (family) => number(family.versions.length) },
    {
      key: 'newest', label: t('models.column.newest'), width: '120px', align: 'right', sort: (family) => family.versions[0].created_at,
      cell: (family) => h('span', { title: dateTime(utc(family.versions[0].created_at)) }, ago(utc(family.versions[0].created_at))),
    },
  ];
}

const rowsToSave = (list) => [
  [t('training.column.scope'), t('training.column.model'), t('models.column.used'), t('models.column.gain'), t('metric.wape'), t('models.column.versions'), t('models.fact.identifier')],
  ...list.map((family) => [
    scopeText(family.identifier), typeText(family.identifier), family.champion?.version ?? '', gainText(family.shown.metrics_summary),
    family.shown.metrics_summary?.wape ?? null, family.versions.length, family.identifier,
  ]),
];

/** The button that takes in a file. */
export const Import = {
  setup() {
    const input = ref(null);
    const isBusy = ref(false);
    async function take(event) {
      const [file] = event.target.files;
      event.target.value = '';
      isBusy.value = true;
      const row = file && await importFile(file);
      isBusy.value = false;
      if (row) {
        go(`/models/${part(row.filename_prefix)}`);
      }
    }
    return () => [
      h(Button, { icon: 'upload', text: t(isBusy.value ? 'models.import.busy' : 'models.import'), disabled: isBusy.value, reason: may('operator') ? null : t('role.needsOperator'), onClick: () => input.value.click() }),
      h('input', { ref: input, type: 'file', accept: '.zip', hidden: true, 'aria-label': t('models.import'), onChange: take }),
    ];
  },
};

export const ModelList = {
  setup() {
    useModels();
    const selected = ref(new Set());
    const columns = computed(() => (language.value, modelColumns()));
    const types = computed(() => [...new Set(families.value.map((family) => parse(family.identifier)?.type).filter(Boolean))].sort());
    const within = computed(() => {
      const wanted = (route.query.q ?? '').toLowerCase();
      return families.value.filter((family) => (!route.query.type || parse(family.identifier)?.type === route.query.type)
        && (!wanted || `${scopeText(family.identifier)} ${typeText(family.identifier)} ${family.identifier}`.toLowerCase().includes(wanted)));
    });
    const GROUPS = { used: (family) => family.champion, unused: (family) => !family.champion };
    const rows = computed(() => within.value.filter(GROUPS[route.query.show] ?? (() => true)));
    const chosen = computed(() => families.value.filter((family) => selected.value.has(family.identifier)));
    const compare = () => go(`/models/compare?ids=${chosen.value.map((family) => encodeURIComponent(family.shown.filename_prefix)).join(',')}`);
    useKeys([{ keys: 'c', words: 'models.compare', when: () => chosen.value.length > 1, run: compare }]);

    const filters = () => h('div', { class: 'row wrap filters' }, [
      h(Segments, {
        label: t('models.filter.used'), value: route.query.show ?? '',
        options: [['', `${t('training.filter.all')} ${number(within.value.length)}`],
          ...Object.entries(GROUPS).map(([name, test]) => [name, `${t(`models.filter.${name}`)} ${number(within.value.filter(test).length)}`])],
        onPick: (show) => filter({ show }),
      }),
      h('div', { class: 'row wrap grow' }, [
        h('input', {
          class: 'input search-box', type: 'search', 'aria-label': t('models.filter.search'), placeholder: t('models.filter.search'), value: route.query.q ?? '',
          onInput: (event) => filter({ q: event.target.value }),
        }),
        h('select', { class: 'input short', 'aria-label': t('training.filter.model'), onChange: (event) => filter({ type: event.target.value }) },
          [['', t('training.filter.anyModel')], ...types.value.map((type) => [type, word('model', type)])]
            .map(([value, text]) => h('option', { value, selected: value === (route.query.type ?? '') }, text))),
      ]),
    ]);

    const bulk = () => chosen.value.length > 0 && h('div', { class: 'selection', role: 'region', 'aria-label': t('training.selected', { n: chosen.value.length }) }, [
      h('strong', t('training.selected', { n: chosen.value.length })),
      h(Button, { kind: 'primary', text: t('models.compare'), reason: chosen.value.length > 1 ? null : t('models.compare.few'), onClick: compare }),
      h(Button, { icon: 'forecast', text: t('place.forecast'), onClick: () => go(`/forecasts?model=${chosen.value.map((family) => encodeURIComponent(family.identifier)).join(',')}`) }),
      h('span', { class: 'grow' }),
      h(Button, { kind: 'plain', text: t('training.unselect'), onClick: () => { selected.value = new Set(); } }),
    ]);

    const body = () => {
      if (modelListing.state === 'failed') {
        return h(ErrorPanel, { error: modelListing.error, retry: loadModels });
      }
      if (modelListing.state === 'loading') {
        return h('div', { class: 'table' }, [h(Skeleton, { rows: 8 })]);
      }
      if (families.value.length === 0) {
        return h('div', { class: 'card' }, [h(Empty, { icon: 'models', title: t('models.empty.title'), text: t('models.empty.text') },
          () => h(Button, { kind: 'primary', icon: 'plus', text: t('training.new'), reason: may('operator') ? null : t('role.needsOperator'), onClick: () => go('/training?new=1') }))]);
      }
      return h(VirtualTable, {
        label: t('place.models'), rows: rows.value, columns: columns.value, rowKey: (family) => family.identifier, rowLabel: (family) => `${typeText(family.identifier)} ${scopeText(family.identifier)}`,
        selected: selected.value, order: route.query.sort ?? '-newest', rowHeight: 48,
        onSelect: (set) => { selected.value = set; }, onOpen: (family) => go(address(family)), onOrder: (sort) => filter({ sort }),
      }, {
        foot: () => [h('span', t('models.count', { n: rows.value.length })), modelListing.state === 'capped' && h('span', t('models.capped'))],
        empty: () => h(Empty, { icon: 'search', title: t('models.nothing.title'), text: t('training.none.text') }),
      });
    };

    return () => h('div', { class: 'page' }, [
      h('div', { class: 'page-head' }, [
        h('h1', { class: 'grow' }, t('place.models')),
        families.value.length > 0 && h(Button, { icon: 'download', text: t('training.export'), onClick: () => saveCsv('models.csv', rowsToSave(rows.value)) }),
        h(Import),
      ]),
      !may('operator') && session.you && h('div', { class: 'notice info' }, t('role.readOnly')),
      modelListing.error && modelListing.state !== 'failed' && h('div', { class: 'notice' }, [h('span', { class: 'grow' }, t('models.stale')), h(Button, { icon: 'retry', text: t('act.retry'), onClick: loadModels })]),
      families.value.length > 0 && filters(),
      bulk(),
      body(),
    ]);
  },
};
