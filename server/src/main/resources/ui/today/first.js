// The way from nothing to a forecast: what is done, and the one next step.
import { h } from '/ui/lib/vue.js';
import { may } from '/ui/shared/api.js';
import { t } from '/ui/shared/i18n.js';
import { Icon } from '/ui/shared/icons.js';
import { Button } from '/ui/shared/parts.js';
import { go } from '/ui/shared/router.js';
import { tasks } from '/ui/shared/tasks.js';
import { acting, trySample } from '/ui/data/acts.js';
import { committed } from '/ui/data/state.js';

const ACTIVE = ['pending', 'running', 'cancelling'];

export function FirstSteps() {
  const hasSales = committed.value.length > 0;
  const isTraining = tasks.value.some((task) => ACTIVE.includes(task.status));
  const isRejected = !isTraining && tasks.value.some((task) => task.status === 'completed');
  const reason = may('operator') ? null : t('role.needsOperator');
  const steps = [
    {
      key: 'import', isDone: hasSales, isNow: !hasSales,
      acts: [
        h(Button, { kind: 'primary', icon: 'upload', text: t('today.first.import.act'), onClick: () => go('/data') }),
        h(Button, { text: t('data.sample'), reason, disabled: acting.sample, onClick: trySample }),
      ],
    },
    {
      key: isTraining ? 'training' : isRejected ? 'rejected' : 'train', isDone: false, isNow: hasSales,
      acts: [isTraining
        ? h(Button, { icon: 'training', text: t('today.first.watch'), onClick: () => go('/training') })
        : h(Button, { kind: 'primary', icon: 'training', text: t('today.first.train.act'), reason, onClick: () => go('/training?new=1') })],
    },
    { key: 'forecast', isDone: false, isNow: false, acts: [] },
  ];
  return h('section', { class: 'card' }, [
    h('div', { class: 'card-head' }, [h('h2', t('today.first.title'))]),
    h('ol', { class: 'first-steps' }, steps.map((step, i) => h('li', { key: step.key, class: step.isDone ? 'done' : step.isNow ? 'now' : null, 'aria-current': step.isNow ? 'step' : undefined }, [
      h('span', { class: 'step-sign' }, step.isDone ? [h(Icon, { name: 'check' }), h('span', { class: 'hidden' }, t('today.first.done'))] : String(i + 1)),
      h('div', { class: 'grow' }, [
        h('strong', t(`today.first.${step.key}`)),
        h('p', { class: 'quiet' }, t(`today.first.${step.key}.text`)),
        step.isNow && h('div', { class: 'row wrap' }, step.acts),
      ]),
    ]))),
  ]);
}
