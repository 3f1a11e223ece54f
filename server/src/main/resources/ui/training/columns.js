// The columns of the table of trainings.
import { h } from '/ui/lib/vue.js';
import { ago, dateTime, number, percent, figures, secondsBetween } from '/ui/shared/format.js';
import { t, word } from '/ui/shared/i18n.js';
import { Spark } from '/ui/shared/parts.js';
import { Link } from '/ui/shared/router.js';
import { ENDED, scopeOf } from '/ui/shared/tasks.js';
import { part } from '/ui/shared/api.js';
import { epochOf, StateCell, timeOf } from '/ui/training/look.js';

const STATES = ['running', 'cancelling', 'pending', 'completed', 'failed', 'cancelled'];

function lossCell(task) {
  const values = (task.losses ?? []).map(([, loss]) => loss);
  const last = values.at(-1);
  return h('span', { class: 'row' }, [
    h(Spark, { values, label: t('training.column.loss') }),
    values.length > 0 && h('span', { class: 'small quiet number' }, figures(last, 3)),
  ]);
}

function epochCell(task) {
  const epoch = epochOf(task);
  return epoch ? `${number(epoch)} / ${number(task.total_epochs ?? task.epochs)}` : '–';
}

const modelCell = (task) => h('span', { class: 'row', title: word('model', task.model_type) }, [h('span', { class: 'cut' }, word('model', task.model_type)), h('span', { class: 'quiet' }, `v${task.version}`)]);

/** Made anew when the language changes. */
export function taskColumns() {
  return [
    {
      key: 'scope', label: t('training.column.scope'), width: 'minmax(150px, 2fr)', narrow: true, sort: (task) => scopeOf(task, t),
      cell: (task) => h('div', { class: 'cut' }, [
        h(Link, { to: `/training/${part(task.task_id)}`, class: 't-link' }, () => scopeOf(task, t)),
        h('div', { class: 'small quiet only-narrow cut' }, `${word('model', task.model_type)} · v${task.version}`),
      ]),
    },
    { key: 'model', label: t('training.column.model'), width: 'minmax(130px, 1fr)', sort: (task) => word('model', task.model_type), cell: modelCell },
    { key: 'status', label: t('training.column.status'), width: '146px', narrow: true, sort: (task) => STATES.indexOf(task.status), cell: (task) => h(StateCell, { task }) },
    { key: 'epoch', label: t('training.column.epoch'), width: '84px', align: 'right', sort: epochOf, cell: epochCell },
    { key: 'loss', label: t('training.column.loss'), width: '138px', cell: lossCell },
    { key: 'wape', label: t('training.column.wape'), width: '70px', align: 'right', sort: (task) => task.metrics?.wape ?? null, cell: (task) => percent(task.metrics?.wape) },
    {
      key: 'time', label: t('training.column.time'), width: '112px', align: 'right', cell: timeOf,
      sort: (task) => (ENDED.includes(task.status) ? secondsBetween(task.start_time, task.end_time) : task.eta_seconds ?? null),
    },
    {
      key: 'created', label: t('training.column.created'), width: '124px', align: 'right', sort: (task) => Date.parse(task.created_at),
      cell: (task) => h('span', { title: dateTime(task.created_at) }, ago(task.created_at)),
    },
  ];
}

/** The rows of the table as a file. */
export function taskRows(tasks) {
  return [
    [t('training.column.scope'), t('training.column.model'), t('training.column.status'), t('verdict.accepted'), t('metric.wape'), t('detail.version'), t('training.column.created'), t('detail.fact.id')],
    ...tasks.map((task) => [
      scopeOf(task, t), task.model_type, word('status', task.status), task.verdict ? word('verdict', task.verdict) : '', task.metrics?.wape ?? null, task.version, task.created_at, task.task_id,
    ]),
  ];
}
