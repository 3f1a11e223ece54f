// What can be done with trainings, one or many.
import { t } from '/ui/shared/i18n.js';
import { confirm } from '/ui/shared/dialog.js';
import { toast } from '/ui/shared/toasts.js';
import { cancelTask, ENDED, retryTask } from '/ui/shared/tasks.js';
import { go } from '/ui/shared/router.js';

export const canCancel = (task) => ['pending', 'running'].includes(task.status);
export const canRetry = (task) => ENDED.includes(task.status);

const AT_ONCE = 4;

// a few at a time; what is refused does not keep the others from being done
async function each(tasks, act, done) {
  const refused = [];
  const rest = [...tasks];
  const work = async () => {
    for (let task = rest.shift(); task; task = rest.shift()) {
      await act(task.task_id).catch((error) => refused.push(error));
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  const count = tasks.length - refused.length;
  if (count > 0) {
    toast(t(done, { n: count }));
  }
  if (refused.length > 0) {
    toast(t('training.some.refused', { n: refused.length, why: refused[0].detail || t(`error.${refused[0].code}`) }), { kind: 'bad' });
  }
}

/** Cancels what of these can be, after a question. */
export async function cancelAll(tasks) {
  const some = tasks.filter(canCancel);
  if (some.length && await confirm(t('training.cancel.title', { n: some.length }), t('training.cancel.text'), t('training.cancel.act', { n: some.length }))) {
    await each(some, cancelTask, 'training.cancel.done');
  }
}

/** Asks for what of these has ended again. */
export const retryAll = (tasks) => each(tasks.filter(canRetry), retryTask, 'training.retry.done');

/** Opens the form as this training was asked for. */
export const clone = (task) => go(`/training?new=1&from=${encodeURIComponent(task.task_id)}`);
