// What came of a training: the verdict in words, the figures, the parameters as they differ from the defaults.
import { h, ref } from '/ui/lib/vue.js';
import { part, session } from '/ui/shared/api.js';
import { dateTime, duration, figures, number, percent, secondsBetween } from '/ui/shared/format.js';
import { t } from '/ui/shared/i18n.js';
import { Button } from '/ui/shared/parts.js';
import { Link } from '/ui/shared/router.js';

const SHARES = ['wape', 'bias', 'seasonal_naive_wape', 'coverage_80'];
const METRICS = ['wape', 'seasonal_naive_wape', 'mase', 'rmsse', 'bias', 'mae', 'rmse', 'r2', 'pinball', 'coverage_80'];

const figure = (name, value) => (SHARES.includes(name) ? percent(value) : figures(value, 4));

/** The verdict as sentences. */
function sentences(task) {
  if (task.status === 'failed' || task.status === 'cancelled') {
    return [t(`detail.verdict.${task.status}`)];
  }
  if (task.status !== 'completed') {
    return [t('detail.verdict.waiting')];
  }
  const { wape, seasonal_naive_wape: naive } = task.metrics ?? {};
  const all = [t(`detail.verdict.${task.verdict}`, { version: String(task.version) })];
  if (typeof wape === 'number' && typeof naive === 'number' && naive > 0) {
    all.push(t(wape < naive ? 'detail.verdict.better' : 'detail.verdict.worse', { wape: percent(wape), naive: percent(naive), gain: percent(1 - wape / naive, 0) }));
  }
  return all;
}

export function Result(props) {
  const { task } = props;
  return h('section', { class: 'card stack' }, [
    h('div', { class: 'row between' }, [
      h('h2', t('detail.result')),
      task.status === 'completed' && h(Link, { to: `/models/${part(task.filename_prefix)}`, class: 'button' }, () => t('detail.model')),
    ]),
    h('div', sentences(task).map((sentence) => h('p', sentence))),
    task.gate_reason && h('p', { class: 'quiet small' }, t('detail.gate', { reason: task.gate_reason })),
    task.metrics && h('dl', { class: 'facts' }, METRICS.filter((name) => name in task.metrics).map((name) => h('div', { key: name }, [
      h('dt', t(`metric.${name}`)),
      h('dd', { class: 'number', title: task.metrics.undefined?.[name] }, figure(name, task.metrics[name])),
    ]))),
  ]);
}
Result.props = ['task'];

/** The hyper-parameters that are not the defaults of the model type; all of them on demand. */
export const Parameters = {
  props: { task: Object },
  setup(props) {
    const isAll = ref(false);
    return () => {
      const schema = session.meta?.model_types.find((type) => type.model_type === props.task.model_type)?.hyperparameters ?? [];
      const normal = Object.fromEntries(schema.map((parameter) => [parameter.name, parameter.default]));
      const all = Object.entries(props.task.hyperparameters ?? {});
      const differing = all.filter(([name, value]) => normal[name] !== value);
      const shown = isAll.value ? all : differing;
      return h('section', { class: 'card' }, [
        h('div', { class: 'card-head' }, [
          h('h2', { class: 'grow' }, t('detail.parameters')),
          all.length > differing.length && h(Button, { kind: 'plain', text: t(isAll.value ? 'detail.parameters.diff' : 'detail.parameters.all'), onClick: () => { isAll.value = !isAll.value; } }),
        ]),
        shown.length === 0
          ? h('p', { class: 'quiet' }, t('detail.parameters.default'))
          : h('dl', { class: 'facts' }, shown.map(([name, value]) => h('div', { key: name }, [
            h('dt', { class: 'mono' }, name),
            h('dd', normal[name] === value || !(name in normal) ? String(value) : t('detail.parameters.instead', { value: String(value), normal: String(normal[name]) })),
          ]))),
      ]);
    };
  },
};

/** What it was asked for with, and where it comes from. */
export function Facts(props) {
  const { task } = props;
  const facts = [
    ['horizon', number(task.horizon)],
    ['lookBack', number(task.look_back)],
    ['seed', String(task.seed)],
    ['started', dateTime(task.start_time)],
    ['took', duration(secondsBetween(task.start_time, task.end_time))],
    ['snapshot', h('code', task.snapshot_id)],
    task.batch_id && ['batch', h(Link, { to: `/training?batch=${encodeURIComponent(task.batch_id)}` }, () => task.batch_id)],
    ['id', h('code', task.task_id)],
  ].filter(Boolean);
  return h('section', { class: 'card' }, [h('dl', { class: 'facts' }, facts.map(([name, value]) => h('div', { key: name }, [h('dt', t(`detail.fact.${name}`)), h('dd', value)])))]);
}
Facts.props = ['task'];
