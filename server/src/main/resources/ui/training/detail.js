// One training, live: stages, curve, log, result, parameters.
import { computed, h, onBeforeUnmount, ref, watch } from '/ui/lib/vue.js';
import { get, may, part } from '/ui/shared/api.js';
import { duration, number } from '/ui/shared/format.js';
import { t, word } from '/ui/shared/i18n.js';
import { Icon } from '/ui/shared/icons.js';
import { useKeys } from '/ui/shared/keys.js';
import { Button, ErrorPanel, Progress, Skeleton } from '/ui/shared/parts.js';
import { go, Link } from '/ui/shared/router.js';
import { listen } from '/ui/shared/stream.js';
import { retryTask, scopeOf, take, taskOf, tasks } from '/ui/shared/tasks.js';
import { toastError } from '/ui/shared/toasts.js';
import { cancelAll, canCancel, canRetry, clone } from '/ui/training/acts.js';
import { Curve } from '/ui/training/curve.js';
import { Log } from '/ui/training/log.js';
import { epochOf, StateChip } from '/ui/training/look.js';
import { Facts, Parameters, Result } from '/ui/training/result.js';

const STAGES = ['loading_data', 'training', 'evaluating', 'saving'];

/** The stages of a training: done, under way, still to come. */
function Stages(props) {
  const { task } = props;
  const isDone = task.status === 'completed';
  const now = isDone ? STAGES.length : STAGES.indexOf(task.stage);
  return h('ol', { class: 'stages', 'aria-label': t('detail.stages') }, STAGES.map((stage, i) => h('li', {
    key: stage, class: i < now ? 'done' : i === now ? 'now' : null, 'aria-current': i === now ? 'step' : undefined,
  }, [h(Icon, { name: i < now ? 'check' : i === now ? 'play' : 'clock' }), t(`stage.${stage}`)])));
}
Stages.props = ['task'];

export const TrainingDetail = {
  props: { id: String },
  setup(props) {
    const error = ref(null);
    const task = computed(() => (tasks.value, taskOf(props.id)));
    const isActing = ref(false);

    async function load() {
      try {
        take(await get(`/tasks/${part(props.id)}`));
        error.value = null;
      } catch (failure) {
        error.value = failure;
      }
    }
    onBeforeUnmount(listen({ opened: load }));
    load();
    // an event tells of the end, the task itself has all of it
    watch(() => task.value?.status, (status, before) => before && status !== before && load());

    async function retry() {
      isActing.value = true;
      try {
        const made = await retryTask(props.id);
        go(`/training/${part(made.task_id)}`);
      } catch (failure) {
        toastError(failure);
      }
      isActing.value = false;
    }

    useKeys([
      { keys: '.', words: 'training.cancel', when: () => may('operator') && task.value && canCancel(task.value), run: () => cancelAll([task.value]) },
      { keys: 'Escape', words: 'detail.back', when: () => !document.querySelector('dialog[open]'), run: () => go('/training') },
    ]);

    const head = (now) => {
      const reason = may('operator') ? null : t('role.needsOperator');
      return h('div', { class: 'page-head' }, [
        h('div', { class: 'grow' }, [
          h(Link, { to: '/training', class: 'small back' }, () => [h(Icon, { name: 'left' }), t('detail.back')]),
          h('h1', `${word('model', now.model_type)} · ${scopeOf(now, t)}`),
          h('div', { class: 'row wrap' }, [
            h(StateChip, { task: now }),
            h('span', { class: 'quiet' }, `v${now.version}`),
            now.attempt > 1 && h('span', { class: 'quiet' }, t('detail.attempt', { n: now.attempt })),
            now.status === 'pending' && now.queue_position && h('span', { class: 'quiet' }, t('training.place', { n: now.queue_position })),
          ]),
        ]),
        canCancel(now) && h(Button, { kind: 'danger', icon: 'stop', text: t('training.cancel'), reason, onClick: () => cancelAll([now]) }),
        canRetry(now) && h(Button, { icon: 'retry', text: t('training.retry'), reason, disabled: isActing.value, onClick: retry }),
        h(Button, { icon: 'copy', text: t('training.clone'), reason, onClick: () => clone(now) }),
      ]);
    };

    const running = (now) => h('section', { class: 'card stack' }, [
      h('div', { class: 'row wrap between' }, [
        h(Stages, { task: now }),
        h('span', { class: 'row wrap quiet number' }, [
          epochOf(now) && h('span', t('detail.epochs', { epoch: epochOf(now), total: now.total_epochs ?? now.epochs })),
          now.best_epoch && h('span', t('detail.best', { epoch: now.best_epoch })),
          typeof now.eta_seconds === 'number' && h('strong', t('training.left', { time: duration(now.eta_seconds) })),
        ]),
      ]),
      h('div', { class: 'row' }, [h(Progress, { value: now.progress, label: t('training.column.status') }), h('span', { class: 'number small' }, `${number(now.progress)} %`)]),
      now.message && h('p', { class: 'quiet small' }, now.message),
    ]);

    return () => {
      const now = task.value;
      if (!now) {
        return h('div', { class: 'page' }, [h(Link, { to: '/training' }, () => t('detail.back')), error.value ? h(ErrorPanel, { error: error.value, retry: load }) : h(Skeleton, { rows: 6 })]);
      }
      const isFailed = now.status === 'failed';
      return h('div', { class: 'page' }, [
        head(now),
        isFailed && h(ErrorPanel, { error: { code: now.error_code, detail: now.error ?? now.message } }),
        ['running', 'cancelling', 'pending'].includes(now.status) && running(now),
        h('div', { class: 'halves' }, [
          h('div', { class: 'stack' }, [h(Curve, { task: now }), h(Log, { id: props.id })]),
          h('div', { class: 'stack' }, [h(Result, { task: now }), h(Parameters, { task: now }), h(Facts, { task: now })]),
        ]),
      ]);
    };
  },
};
