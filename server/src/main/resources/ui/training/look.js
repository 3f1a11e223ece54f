// How the state of a training looks, wherever it is shown.
import { h } from '/ui/lib/vue.js';
import { t, word } from '/ui/shared/i18n.js';
import { Chip, Progress } from '/ui/shared/parts.js';
import { duration, number, secondsBetween } from '/ui/shared/format.js';
import { ENDED } from '/ui/shared/tasks.js';

const LOOKS = {
  pending: ['idle', 'clock'],
  running: ['busy', 'play'],
  cancelling: ['warn', 'stop'],
  completed: ['good', 'check'],
  failed: ['bad', 'cross'],
  cancelled: ['idle', 'stop'],
};

/** The state as a chip; a completed training says whether its model was accepted. */
export function StateChip(props) {
  const { task } = props;
  if (task.status === 'completed') {
    const isAccepted = task.verdict === 'accepted';
    return h(Chip, { kind: isAccepted ? 'good' : 'warn', icon: isAccepted ? 'check' : 'alert', text: word('verdict', task.verdict) });
  }
  const [kind, icon] = LOOKS[task.status] ?? LOOKS.pending;
  return h(Chip, { kind, icon, text: word('status', task.status) });
}
StateChip.props = ['task'];

/** The state, and below it how far it is. */
export function StateCell(props) {
  const { task } = props;
  if (task.status === 'running') {
    return h('div', { class: 'state-cell' }, [
      h('span', { class: 'row' }, [h(StateChip, { task }), h('span', { class: 'small quiet number' }, `${number(task.progress)} %`)]),
      h(Progress, { value: task.progress, label: t('training.column.status') }),
    ]);
  }
  return h('span', { class: 'row' }, [
    h(StateChip, { task }),
    task.status === 'pending' && task.queue_position && h('span', { class: 'small quiet' }, `#${number(task.queue_position)}`),
  ]);
}
StateCell.props = ['task'];

/** The last epoch that is known; null before the first. */
export const epochOf = (task) => task.epoch || task.losses?.at(-1)?.[0] || null;

/** How long it took, or what is left. */
export function timeOf(task) {
  if (ENDED.includes(task.status)) {
    return duration(secondsBetween(task.start_time, task.end_time));
  }
  return typeof task.eta_seconds === 'number' ? t('training.left', { time: duration(task.eta_seconds) }) : '–';
}
