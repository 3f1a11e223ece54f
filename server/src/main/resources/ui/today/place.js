// Today: how fresh the sales are, what needs a look, the week to come, what runs and what has ended.
import { computed, h, onMounted, watch } from '/ui/lib/vue.js';
import { may, session } from '/ui/shared/api.js';
import { day } from '/ui/shared/format.js';
import { t } from '/ui/shared/i18n.js';
import { Button, Chip, ErrorPanel, Skeleton } from '/ui/shared/parts.js';
import { Link } from '/ui/shared/router.js';
import { listing, tasks } from '/ui/shared/tasks.js';
import { committed, daysSince, imports, loadImports, period } from '/ui/data/state.js';
import { Alerts } from '/ui/today/alerts.js';
import { FirstSteps } from '/ui/today/first.js';
import { Finished, Running } from '/ui/today/work.js';
import { champions, loadChampions, Week } from '/ui/today/week.js';

/** After so many days without new sales they are called old. */
export const STALE_DAYS = 3;

function Freshness() {
  const { last } = period.value;
  const age = daysSince(last);
  return h('div', { class: 'row wrap' }, [
    h('strong', t('today.fresh', { day: day(last) })),
    age > STALE_DAYS ? h(Chip, { kind: 'warn', icon: 'alert', text: t('today.fresh.old', { n: age }) }) : h(Chip, { kind: 'good', icon: 'check', text: t('today.fresh.good') }),
    age > STALE_DAYS && h(Link, { to: '/data' }, () => t('today.fresh.act')),
  ]);
}

export default {
  setup() {
    const load = () => Promise.all([loadImports(), loadChampions()]);
    onMounted(load);
    // a version that was accepted meanwhile may be a champion
    watch(() => tasks.value.filter((task) => task.verdict === 'accepted').length, loadChampions);
    const isNew = computed(() => committed.value.length === 0 || champions.items.length === 0);
    const isKnown = computed(() => imports.state === 'ready' && champions.state === 'ready');
    const stale = computed(() => (period.value && daysSince(period.value.last) > STALE_DAYS ? period.value.last : null));
    const error = computed(() => [imports, champions].find((one) => one.state === 'failed')?.error);

    return () => h('div', { class: 'page' }, [
      h('div', { class: 'page-head' }, [h('h1', { class: 'grow' }, t('place.today')), period.value && h(Freshness)]),
      !may('operator') && session.you && h('div', { class: 'notice info' }, t('role.readOnly')),
      error.value && h(ErrorPanel, { error: error.value, retry: load }),
      listing.state === 'failed' && h('div', { class: 'notice' }, [h('span', { class: 'grow' }, t('today.noTasks')), h(Button, { icon: 'retry', text: t('act.retry'), onClick: () => location.reload() })]),
      !error.value && !isKnown.value && h('div', { class: 'card' }, [h(Skeleton, { rows: 4 })]),
      isKnown.value && isNew.value && h(FirstSteps),
      isKnown.value && h(Alerts, { stale: stale.value }),
      isKnown.value && !isNew.value && h(Week, { last: period.value.last }),
      tasks.value.length > 0 && h('div', { class: 'halves' }, [h(Running), h(Finished)]),
    ]);
  },
};
