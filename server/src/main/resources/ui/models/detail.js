// One model: which version forecasts use, all versions, and one of them in detail.
import { computed, h, ref, watch } from '/ui/lib/vue.js';
import { get, may, part, session } from '/ui/shared/api.js';
import { ago, dateTime, percent } from '/ui/shared/format.js';
import { t } from '/ui/shared/i18n.js';
import { Icon } from '/ui/shared/icons.js';
import { Button, Empty, ErrorPanel, Scroller, Skeleton } from '/ui/shared/parts.js';
import { go, Link } from '/ui/shared/router.js';
import { promote } from '/ui/models/acts.js';
import { ChampionChip, Gain, gainText, utc, VersionChip } from '/ui/models/look.js';
import { fullName, identifierOf, scopeText, typeText, versionOf } from '/ui/models/names.js';
import { familyOf, loadModels, modelListing, useModels } from '/ui/models/store.js';
import { Version } from '/ui/models/version.js';

/** How the champions came and went; the version before the current one is where one rolls back to. */
function useHistory(identifier, champion) {
  const history = ref(null);
  watch(() => [identifier(), champion()?.filename_prefix], async ([name]) => {
    history.value = await get(`/models/${part(name)}/history`).then((page) => page.items, () => []);
  }, { immediate: true });
  return history;
}

/** The version that was used before the current champion and can still be used; null when there is none. */
function before(history, family) {
  const isKept = (entry) => family.kept.find((row) => row.filename_prefix === entry.filename_prefix && row !== family.champion);
  return (history ?? []).map(isKept).find(Boolean) ?? null;
}

export const ModelPage = {
  props: { name: String },
  setup(props) {
    useModels();
    const identifier = computed(() => identifierOf(props.name));
    const family = computed(() => familyOf(identifier.value));
    const history = useHistory(() => identifier.value, () => family.value?.champion);
    const ticked = ref(new Set());
    const row = computed(() => family.value?.versions.find((one) => one.version === versionOf(props.name)) ?? family.value?.shown);
    const operator = () => (may('operator') ? null : t('role.needsOperator'));

    const rollBack = () => {
      const earlier = before(history.value, family.value);
      return earlier && h(Button, {
        icon: 'retry', text: t('models.rollBack', { version: `v${earlier.version}` }),
        reason: operator() ?? (earlier.verdict === 'accepted' || may('admin') ? null : t('role.needsAdmin')),
        onClick: () => promote(earlier, family.value.champion),
      });
    };

    const head = (now) => h('div', { class: 'page-head' }, [
      h('div', { class: 'grow' }, [
        h(Link, { to: '/models', class: 'small back' }, () => [h(Icon, { name: 'left' }), t('place.models')]),
        h('h1', `${typeText(now.identifier)} · ${scopeText(now.identifier)}`),
        h('p', { class: 'quiet' }, now.champion
          ? t('models.uses', { version: `v${now.champion.version}`, gain: gainText(now.champion.metrics_summary) })
          : t('models.usesNone')),
      ]),
      rollBack(),
      now.champion && h(Button, { kind: 'primary', icon: 'forecast', text: t('place.forecast'), onClick: () => go(`/forecasts?model=${encodeURIComponent(now.identifier)}`) }),
    ]);

    function tick(prefix) {
      const changed = new Set(ticked.value);
      changed.delete(prefix) || changed.add(prefix);
      ticked.value = changed;
    }

    const line = (one, now) => {
      const canCompare = now.kept.includes(one);
      return h('tr', { key: one.filename_prefix, class: one === row.value && 'current' }, [
        h('td', [h('input', { type: 'checkbox', disabled: !canCompare, checked: ticked.value.has(one.filename_prefix), 'aria-label': t('table.select', { row: `v${one.version}` }), onChange: () => tick(one.filename_prefix) })]),
        h('td', [h(Link, { to: `/models/${part(one.filename_prefix)}`, 'aria-current': one === row.value ? 'true' : undefined }, () => `v${one.version}`)]),
        h('td', h('span', { class: 'row wrap' }, [h(VersionChip, { row: one }), one.champion && h(ChampionChip)])),
        h('td', { class: 'right' }, percent(one.metrics_summary?.wape)),
        h('td', { class: 'only-wide' }, h(Gain, { metrics: one.metrics_summary, short: true })),
        h('td', { class: 'right only-wide', title: dateTime(utc(one.created_at)) }, ago(utc(one.created_at))),
      ]);
    };

    const versions = (now) => h('section', { class: 'card' }, [
      h('div', { class: 'card-head' }, [
        h('h2', { class: 'grow' }, t('models.column.versions')),
        now.kept.length > 1 && h(Button, {
          text: t('models.compare'), reason: ticked.value.size > 1 ? null : t('models.compare.few'),
          onClick: () => go(`/models/compare?ids=${[...ticked.value].map(encodeURIComponent).join(',')}`),
        }),
      ]),
      h(Scroller, { label: t('models.column.versions') }, () => h('table', { class: 'plain-table' }, [
        h('thead', h('tr', [
          h('th', h('span', { class: 'hidden' }, t('models.compare'))), h('th', t('models.version')), h('th', t('training.column.status')),
          h('th', { class: 'right' }, t('metric.wape')), h('th', { class: 'only-wide' }, t('models.column.gain')), h('th', { class: 'right only-wide' }, t('training.column.created')),
        ])),
        h('tbody', now.versions.map((one) => line(one, now))),
      ])),
    ]);

    const chronicle = () => history.value?.length > 0 && h('section', { class: 'card' }, [
      h('div', { class: 'card-head' }, h('h2', t('models.history'))),
      h('ol', { class: 'chronicle' }, history.value.map((entry) => h('li', { key: entry.seq }, [
        h('span', { class: 'number' }, `v${versionOf(entry.filename_prefix)}`),
        h('span', { class: 'grow' }, t(`models.history.${entry.reason}`, { by: entry.promoted_by })),
        h('span', { class: 'quiet small', title: dateTime(entry.promoted_at) }, ago(entry.promoted_at)),
      ]))),
    ]);

    return () => {
      const now = family.value;
      if (!now) {
        const isAsking = modelListing.state === 'loading';
        return h('div', { class: 'page' }, [
          h(Link, { to: '/models' }, () => t('place.models')),
          modelListing.error ? h(ErrorPanel, { error: modelListing.error, retry: loadModels })
            : isAsking ? h(Skeleton, { rows: 6 }) : h(Empty, { icon: 'models', title: t('missing.title'), text: t('models.gone', { name: fullName(props.name) }) }),
        ]);
      }
      return h('div', { class: 'page' }, [
        head(now),
        !may('operator') && session.you && h('div', { class: 'notice info' }, t('role.readOnly')),
        h('div', { class: 'halves models-halves' }, [
          h('div', { class: 'stack' }, [versions(now), chronicle()]),
          row.value && h(Version, { row: row.value, champion: now.champion, key: row.value.filename_prefix }),
        ]),
      ]);
    };
  },
};
