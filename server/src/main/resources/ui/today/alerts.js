// What somebody should look at. What was seen is remembered by this browser.
import { computed, h, ref } from '/ui/lib/vue.js';
import { part } from '/ui/shared/api.js';
import { ago, day, secondsBetween } from '/ui/shared/format.js';
import { keep, t, word } from '/ui/shared/i18n.js';
import { Icon } from '/ui/shared/icons.js';
import { Button } from '/ui/shared/parts.js';
import { Link } from '/ui/shared/router.js';
import { scopeOf, tasks } from '/ui/shared/tasks.js';

const RECENT_SECONDS = 14 * 86400;
const MOST_KEPT = 500;
const SHOWN = 5;

function kept() {
  try {
    const list = JSON.parse(keep('acknowledged') ?? '[]');
    return Array.isArray(list) ? list : [];
  } catch {
    return [];
  }
}

const seen = ref(kept());

function acknowledge(ids) {
  seen.value = [...kept().filter((id) => !ids.includes(id)), ...ids].slice(-MOST_KEPT);
  keep('acknowledged', JSON.stringify(seen.value));
}

/** Trainings that failed or were rejected lately and of whose model nothing better came after. */
function ofTasks(all) {
  const better = new Set();
  const found = [];
  // newest first
  for (const task of all) {
    const isGood = task.status === 'completed' && task.verdict === 'accepted';
    if (isGood) {
      better.add(task.model_identifier);
    } else if (['failed', 'completed'].includes(task.status) && !better.has(task.model_identifier) && secondsBetween(task.end_time, new Date().toISOString()) < RECENT_SECONDS) {
      const isFailed = task.status === 'failed';
      found.push({
        id: `${isFailed ? 'failed' : 'rejected'}:${task.task_id}`, kind: isFailed ? 'bad' : 'warn', when: task.end_time, to: `/training/${part(task.task_id)}`,
        title: t(isFailed ? 'today.alert.failed' : 'today.alert.rejected', { what: `${word('model', task.model_type)} · ${scopeOf(task, t)}` }),
        text: isFailed ? word('error', task.error_code ?? 'internal') : task.gate_reason,
      });
    }
  }
  return found;
}

export const Alerts = {
  props: { stale: String },
  setup(props) {
    const isOpen = ref(false);
    const all = computed(() => [
      ...(props.stale ? [{ id: `stale:${props.stale}`, kind: 'warn', to: '/data', title: t('today.alert.stale', { day: day(props.stale) }), text: t('today.alert.stale.text') }] : []),
      ...ofTasks(tasks.value),
    ].filter((alert) => !seen.value.includes(alert.id)));

    const line = (alert) => h('li', { key: alert.id, class: ['alert', alert.kind] }, [
      h(Icon, { name: alert.kind === 'bad' ? 'cross' : 'alert' }),
      h('div', { class: 'grow' }, [
        h(Link, { to: alert.to, class: 't-link' }, () => alert.title),
        h('div', { class: 'quiet small' }, [alert.text, alert.when && ago(alert.when)].filter(Boolean).join(' · ')),
      ]),
      h(Button, { kind: 'plain', icon: 'check', label: t('today.alert.seen', { what: alert.title }), onClick: () => acknowledge([alert.id]) }),
    ]);

    return () => all.value.length > 0 && h('section', { class: 'card' }, [
      h('div', { class: 'card-head' }, [
        h('h2', { class: 'grow' }, t('today.alerts', { n: all.value.length })),
        all.value.length > 1 && h(Button, { kind: 'plain', text: t('today.alert.all'), onClick: () => acknowledge(all.value.map((alert) => alert.id)) }),
      ]),
      h('ul', { class: 'alerts' }, all.value.slice(0, isOpen.value ? undefined : SHOWN).map(line)),
      all.value.length > SHOWN && h(Button, { kind: 'plain', text: isOpen.value ? t('today.alert.fewer') : t('today.alert.more', { n: all.value.length - SHOWN }), onClick: () => { isOpen.value = !isOpen.value; } }),
    ]);
  },
};
