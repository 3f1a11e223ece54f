// What is running now, and what ended lately.
import { h } from '/ui/lib/vue.js';
import { part } from '/ui/shared/api.js';
import { ago, dateTime, duration, number, percent } from '/ui/shared/format.js';
import { t, word } from '/ui/shared/i18n.js';
import { Progress } from '/ui/shared/parts.js';
import { Link } from '/ui/shared/router.js';
import { ENDED, scopeOf, tasks } from '/ui/shared/tasks.js';
import { StateChip } from '/ui/training/look.js';

const SHOWN = 6;

const name = (task) => h(Link, { to: `/training/${part(task.task_id)}`, class: 't-link cut' }, () => `${word('model', task.model_type)} · ${scopeOf(task, t)}`);

export function Running() {
  const active = tasks.value.filter((task) => ['running', 'cancelling'].includes(task.status));
  const waiting = tasks.value.filter((task) => task.status === 'pending').length;
  return h('section', { class: 'card' }, [
    h('div', { class: 'card-head' }, [
      h('h2', { class: 'grow' }, t('today.running')),
      waiting > 0 && h(Link, { to: '/training?status=pending' }, () => t('today.waiting', { n: waiting })),
    ]),
    active.length === 0 && h('p', { class: 'quiet' }, t('today.running.none')),
    h('ul', { class: 'work' }, active.slice(0, SHOWN).map((task) => h('li', { key: task.task_id }, [
      h('div', { class: 'row' }, [
        h('span', { class: 'grow cut' }, [name(task)]),
        h('span', { class: 'quiet small number' }, [
          typeof task.eta_seconds === 'number' ? t('training.left', { time: duration(task.eta_seconds) }) : word('stage', task.stage ?? 'loading_data'), ' · ', `${number(task.progress)} %`,
        ]),
      ]),
      h(Progress, { value: task.progress, label: `${word('model', task.model_type)} · ${scopeOf(task, t)}` }),
    ]))),
    active.length > SHOWN && h(Link, { to: '/training?status=running' }, () => t('today.running.more', { n: active.length - SHOWN })),
  ]);
}

export function Finished() {
  const ended = tasks.value.filter((task) => ENDED.includes(task.status) && task.end_time)
    .toSorted((a, b) => (a.end_time < b.end_time ? 1 : -1)).slice(0, SHOWN);
  return h('section', { class: 'card' }, [
    h('div', { class: 'card-head' }, [h('h2', { class: 'grow' }, t('today.finished')), h(Link, { to: '/training' }, () => t('today.finished.all'))]),
    ended.length === 0 && h('p', { class: 'quiet' }, t('today.finished.none')),
    h('ul', { class: 'work' }, ended.map((task) => h('li', { key: task.task_id }, [
      h('div', { class: 'row' }, [h('span', { class: 'grow cut' }, [name(task)]), h(StateChip, { task })]),
      h('span', { class: 'quiet small', title: dateTime(task.end_time) },
        [typeof task.metrics?.wape === 'number' && t('today.finished.wape', { wape: percent(task.metrics.wape) }), ago(task.end_time)].filter(Boolean).join(' · ')),
    ]))),
  ]);
}
