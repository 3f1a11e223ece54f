// What the columns of a file mean: told from their headings, and said by whoever brings it where that is not enough.
import { computed, h } from '/ui/lib/vue.js';
import { may, part } from '/ui/shared/api.js';
import { number, percent } from '/ui/shared/format.js';
import { t, word } from '/ui/shared/i18n.js';
import { Icon } from '/ui/shared/icons.js';
import { SelectField } from '/ui/shared/form.js';
import { Button, ErrorPanel, Progress, Skeleton } from '/ui/shared/parts.js';
import { go, Link } from '/ui/shared/router.js';
import { check, draft, FIELDS, look, REQUIRED, SINGLE, take } from '/ui/data/draft.js';
import { DropZone } from '/ui/data/drop.js';
import { Steps } from '/ui/data/steps.js';
import { loadImports } from '/ui/data/state.js';

const DATE_FORMATS = ['yyyy-MM-dd', 'yyyy/MM/dd', 'yyyyMMdd', 'yyyy.MM.dd', 'yyyy年MM月dd日', 'dd/MM/yyyy', 'MM/dd/yyyy'];
const DUPLICATES = ['merge', 'sum', 'last'];

/** Why a file cannot be checked as its columns are named; null when it can. */
function fault() {
  if (!may('operator')) {
    return t('role.needsOperator');
  }
  const twice = SINGLE.find((field) => draft.fields.filter((one) => one === field).length > 1);
  if (twice) {
    return t('data.map.twice', { field: t(`data.field.${twice}`) });
  }
  const missing = REQUIRED.filter((field) => !draft.fields.includes(field));
  return missing.length ? t('data.map.missing', { fields: missing.map((field) => t(`data.field.${field}`)).join(', ') }) : null;
}

function table() {
  const head = ['heading', 'filled', 'samples', 'field'];
  return h('div', { class: 'map-scroll' }, [h('table', { class: 'map' }, [
    h('caption', { class: 'hidden' }, t('data.map.title')),
    h('thead', [h('tr', head.map((name) => h('th', { scope: 'col' }, t(`data.map.${name}`))))]),
    h('tbody', draft.columns.columns.map((column, i) => h('tr', { key: i, class: draft.fields[i] === 'ignore' ? 'off' : null }, [
      h('th', { scope: 'row', 'data-label': t('data.map.heading') }, column.heading || t('data.map.noHeading')),
      h('td', { class: 'number', 'data-label': t('data.map.filled') }, percent(column.filled)),
      h('td', { class: 'samples', 'data-label': t('data.map.samples') }, column.samples.join(' · ') || '–'),
      h('td', { 'data-label': t('data.map.field') }, [h('span', { class: 'row' }, [
        h('select', {
          class: 'input', 'aria-label': t('data.map.fieldOf', { heading: column.heading }),
          onChange: (event) => { draft.fields[i] = event.target.value; },
        }, FIELDS.map((field) => h('option', { value: field, selected: field === draft.fields[i] }, t(`data.field.${field}`)))),
        draft.fields[i] !== 'ignore' && h(Icon, { name: 'check' }),
      ])]),
    ]))),
  ])]);
}

const busy = () => ['looking', 'sending', 'checking'].includes(draft.step);

export const MappingPage = {
  setup() {
    const problem = computed(fault);
    async function goOn() {
      const report = await check();
      if (report) {
        loadImports();
        go(`/data/imports/${part(report.id)}`);
      }
    }

    const read = () => h('dl', { class: 'facts' }, [
      ['data.fact.encoding', word('data.encoding', draft.columns.encoding)],
      ['data.fact.delimiter', draft.columns.delimiter ? word('data.delimiter', draft.columns.delimiter) : '–'],
      ['data.fact.columns', number(draft.columns.columns.length)],
    ].map(([key, value]) => h('div', [h('dt', t(key)), h('dd', value)])));

    const options = () => h('div', { class: 'grid-2 ends' }, [
      h(SelectField, {
        label: t('data.fact.dates'), value: draft.dateFormat, options: [['', t('data.dates.auto')], ...DATE_FORMATS.map((format) => [format, format])],
        onChange: (value) => { draft.dateFormat = value; },
      }),
      h(SelectField, {
        label: t('data.duplicates'), value: draft.duplicates, options: DUPLICATES.map((rule) => [rule, t(`data.duplicates.${rule}`)]),
        onChange: (value) => { draft.duplicates = value; },
      }),
    ]);

    const sending = () => h('div', { class: 'card stack', role: 'status' }, [
      h('strong', t(`data.step.${draft.step}`)),
      draft.step === 'checking' ? h('span', { class: 'quiet' }, t('data.checking.text'))
        : h('div', { class: 'row' }, [h(Progress, { value: draft.progress * 100, label: t(`data.step.${draft.step}`) }), h('span', { class: 'number small' }, percent(draft.progress, 0))]),
    ]);

    const form = () => [
      h('section', { class: 'card stack tight' }, [
        h('div', { class: 'card-head' }, [h('h2', { class: 'grow' }, t('data.map.title')), h('span', { class: 'quiet small' }, t('data.map.from', { n: draft.columns.rows }))]),
        read(),
        table(),
        h('p', { class: 'quiet small' }, t('data.map.hint')),
        options(),
      ]),
      h('div', { class: 'action-bar' }, [
        h('span', { class: 'grow quiet' }, problem.value ?? t('data.map.next')),
        h(Button, { text: t('data.cancel'), onClick: () => go('/data') }),
        h(Button, { kind: 'primary', text: t('data.check'), reason: problem.value, onClick: goOn }),
      ]),
    ];

    const body = () => {
      if (draft.files.length === 0) {
        return h(DropZone, { onFiles: take });
      }
      return [
        draft.error && h(ErrorPanel, { error: draft.error, retry: draft.step === 'failed' ? look : null }),
        draft.step === 'failed' && h(DropZone, { onFiles: take }),
        draft.step === 'looking' ? h('div', { class: 'card' }, [h(Skeleton, { rows: 6 })]) : busy() ? sending() : draft.columns && form(),
      ];
    };

    return () => h('div', { class: 'page' }, [
      h('div', { class: 'page-head' }, [
        h('div', { class: 'grow' }, [
          h(Link, { to: '/data', class: 'small back' }, () => [h(Icon, { name: 'left' }), t('place.data')]),
          h('h1', draft.files[0]?.name ?? t('data.import.new')),
        ]),
        h(Steps, { now: busy() && draft.step !== 'looking' ? 1 : 0 }),
      ]),
      draft.files.length > 1 && h('div', { class: 'notice info' }, t('data.more', { n: draft.files.length - 1 })),
      body(),
    ]);
  },
};
