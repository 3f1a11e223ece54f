// One import: what was found in it, and the second press that takes it in.
import { computed, h, onMounted, ref } from '/ui/lib/vue.js';
import { get, may, part } from '/ui/shared/api.js';
import { dateTime, day, number } from '/ui/shared/format.js';
import { t, word } from '/ui/shared/i18n.js';
import { Icon } from '/ui/shared/icons.js';
import { Button, ErrorPanel, Skeleton } from '/ui/shared/parts.js';
import { go, Link } from '/ui/shared/router.js';
import { toast } from '/ui/shared/toasts.js';
import { acting, undo } from '/ui/data/acts.js';
import { draft, look, next } from '/ui/data/draft.js';
import { Findings } from '/ui/data/findings.js';
import { ImportChip } from '/ui/data/imports.js';
import { commitImport, undoImport } from '/ui/data/state.js';
import { Steps } from '/ui/data/steps.js';

function facts(one) {
  const { quality } = one;
  return h('dl', { class: 'facts' }, [
    ['data.fact.read', number(quality.rows_read)],
    ['data.fact.dropped', number(quality.rows_dropped)],
    ['data.fact.stored', number(quality.rows_stored)],
    ['data.fact.period', `${day(quality.first_date)} – ${day(quality.last_date)}`],
    ['data.fact.products', number(quality.products)],
    ['data.fact.stores', number(quality.stores)],
    ['data.fact.encoding', word('data.encoding', quality.encoding)],
    ['data.fact.delimiter', quality.delimiter ? word('data.delimiter', quality.delimiter) : '–'],
    ['data.fact.dates', quality.date_format],
    ['data.fact.created', dateTime(one.created_at)],
  ].map(([key, value]) => h('div', { class: key === 'data.fact.period' ? 'wide' : null }, [h('dt', t(key)), h('dd', value)])));
}

function columns(one) {
  return h('details', { class: 'card' }, [
    h('summary', t('data.report.columns')),
    h('dl', { class: 'facts spaced' }, Object.entries(one.mapping).map(([heading, field]) => h('div', { key: heading }, [h('dt', heading), h('dd', word('data.field', field))]))),
  ]);
}

export const ImportReport = {
  props: { id: String },
  setup(props) {
    const one = ref(null);
    const error = ref(null);
    const isCommitting = ref(false);
    const isMine = computed(() => draft.importId === props.id);

    async function load() {
      try {
        one.value = await get(`/imports/${part(props.id)}`);
        error.value = null;
      } catch (failure) {
        error.value = failure;
      }
    }
    onMounted(load);

    async function commit() {
      isCommitting.value = true;
      error.value = null;
      try {
        await commitImport(props.id);
        toast(t('data.committed', { n: one.value.quality.rows_stored }), { undo: () => takeBack() });
        await load();
        if (isMine.value && next()) {
          look();
          go('/data/imports/new');
        }
      } catch (failure) {
        error.value = failure;
      }
      isCommitting.value = false;
    }

    async function takeBack() {
      if (await undo(one.value)) {
        if (one.value.status === 'checked') {
          go('/data');
        } else {
          load();
        }
      }
    }

    // what was checked with other columns is forgotten
    async function again() {
      await undoImport(props.id).catch(() => {});
      go('/data/imports/new');
    }

    const bar = (now) => {
      const reason = may('operator') ? null : t('role.needsOperator');
      if (now.status === 'checked') {
        return h('div', { class: 'action-bar' }, [
          h('span', { class: 'grow quiet' }, t('data.report.notYet')),
          isMine.value && h(Button, { icon: 'left', text: t('data.report.again'), reason, disabled: isCommitting.value, onClick: again }),
          h(Button, { kind: 'danger', text: t('data.discard'), reason, disabled: isCommitting.value, onClick: takeBack }),
          h(Button, { kind: 'primary', text: isCommitting.value ? t('data.committing') : t('data.commit', { n: now.quality.rows_stored }), reason, disabled: isCommitting.value, onClick: commit }),
        ]);
      }
      return h('div', { class: 'action-bar resting' }, [
        h('span', { class: 'grow quiet' }, t(now.status === 'committed' ? 'data.report.in' : 'data.report.undone')),
        now.status === 'committed' && h(Button, { kind: 'danger', icon: 'trash', text: t('data.undo'), reason, disabled: acting.undo === now.id, onClick: takeBack }),
        now.status === 'committed' && h(Button, { text: t('data.report.products'), onClick: () => go('/data?view=products') }),
        now.status === 'committed' && h(Button, { kind: 'primary', icon: 'training', text: t('data.report.train'), reason, onClick: () => go('/training?new=1') }),
      ]);
    };

    return () => {
      const now = one.value;
      return h('div', { class: 'page' }, [
        h('div', { class: 'page-head' }, [
          h('div', { class: 'grow' }, [
            h(Link, { to: '/data', class: 'small back' }, () => [h(Icon, { name: 'left' }), t('place.data')]),
            h('h1', now?.file_name ?? props.id),
            now && h('div', { class: 'row wrap' }, [h(ImportChip, { one: now }), h('span', { class: 'quiet small' }, now.id)]),
          ]),
          now && now.status !== 'undone' && h(Steps, { now: now.status === 'checked' ? 1 : 3 }),
        ]),
        error.value && h(ErrorPanel, { error: error.value, retry: now ? null : load }),
        !now && !error.value && h('div', { class: 'card' }, [h(Skeleton, { rows: 6 })]),
        now && [h('section', { class: 'card' }, [facts(now)]), h(Findings, { quality: now.quality }), columns(now), bar(now)],
      ]);
    };
  },
};
