// One version in detail: the verdict in words, figures, why it was chosen, files, what can be done with it.
import { h, ref } from '/ui/lib/vue.js';
import { get, may, part } from '/ui/shared/api.js';
import { dateTime, number, percent } from '/ui/shared/format.js';
import { t, word } from '/ui/shared/i18n.js';
import { Icon } from '/ui/shared/icons.js';
import { Button, Chip, ErrorPanel, Skeleton } from '/ui/shared/parts.js';
import { Link } from '/ui/shared/router.js';
import { toastError } from '/ui/shared/toasts.js';
import { download, promote, remove } from '/ui/models/acts.js';
import { bytes, ChampionChip, figure, gainText, METRICS, VersionChip } from '/ui/models/look.js';
import { Chosen } from '/ui/models/chosen.js';

const KINDS = ['bundle', 'model', 'metadata', 'loss_curve'];

/** What the verdict means, in sentences. */
function sentences(row) {
  if (row.deleted_at) {
    return [t('models.said.deleted')];
  }
  if (row.status !== 'completed') {
    return [t('models.said.unfinished', { status: word('models.state', row.status) })];
  }
  const { wape, seasonal_naive_wape: naive } = row.metrics_summary ?? {};
  return [
    t(`models.said.${row.verdict}`),
    typeof wape === 'number' && typeof naive === 'number' && t('models.said.off', { wape: percent(wape), naive: percent(naive), gain: gainText(row.metrics_summary) }),
  ].filter(Boolean);
}

/** Files to save, and whether they are still what was published. */
const Files = {
  props: { row: Object },
  setup(props) {
    const report = ref(null);
    const isChecking = ref(false);
    async function check() {
      isChecking.value = true;
      report.value = await get(`/models/${part(props.row.filename_prefix)}/verify`).catch((error) => { toastError(error); return null; });
      isChecking.value = false;
    }
    const has = (kind) => kind === 'bundle' || kind === 'metadata' || props.row.manifest?.some((file) => file.kind === kind);
    const size = (kind) => props.row.manifest?.find((file) => file.kind === kind)?.size;
    return () => h('section', { class: 'card stack' }, [
      h('div', { class: 'row between wrap' }, [
        h('h2', t('models.files')),
        h(Button, { icon: 'check', text: t(isChecking.value ? 'models.verify.busy' : 'models.verify'), disabled: isChecking.value, onClick: check }),
      ]),
      report.value && h('div', { role: 'status' }, report.value.problems.length === 0
        ? h(Chip, { kind: 'good', icon: 'check', text: t('models.verify.sound') })
        : [h(Chip, { kind: 'bad', icon: 'alert', text: t('models.verify.bad', { n: report.value.problems.length }) }), h('ul', report.value.problems.map((problem) => h('li', `${problem.file}: ${problem.reason}`)))]),
      h('div', { class: 'row wrap' }, KINDS.filter(has).map((kind) => h(Button, {
        key: kind, icon: 'download', text: size(kind) ? `${t(`models.file.${kind}`)} · ${bytes(size(kind))}` : t(`models.file.${kind}`), onClick: () => download(props.row, kind),
      }))),
    ]);
  },
};

/** What it was trained with, and where it comes from. */
function Facts(props) {
  const { row, metadata } = props;
  const { spec = {}, provenance = {} } = metadata;
  const facts = [
    ['created', dateTime(metadata.created_at)],
    ['horizon', t('models.days', { n: spec.horizon ?? 0 })],
    ['lookBack', t('models.days', { n: spec.look_back ?? 0 })],
    ['epochs', number(metadata.curve?.length || null)],
    ['seed', String(spec.seed ?? '–')],
    ['snapshot', h('code', provenance.snapshot_id)],
    ['engine', provenance.engine],
    ['program', `${provenance.program_version} · Java ${provenance.java_version}`],
    provenance.origin && ['origin', h('code', provenance.origin.filename_prefix)],
    row.task_id && !provenance.origin && ['task', h(Link, { to: `/training/${part(row.task_id)}` }, () => t('models.fact.task.open'))],
    ['identifier', h('code', row.filename_prefix)],
  ].filter(Boolean);
  return h('section', { class: 'card' }, [h('div', { class: 'card-head' }, h('h2', t('models.facts'))),
    h('dl', { class: 'facts' }, facts.map(([name, value]) => h('div', { key: name }, [h('dt', t(`models.fact.${name}`)), h('dd', value)])))]);
}
Facts.props = ['row', 'metadata'];

export const Version = {
  props: { row: Object, champion: Object },
  setup(props) {
    const shown = ref(null);
    const error = ref(null);
    async function load() {
      error.value = null;
      shown.value = await get(`/models/${part(props.row.filename_prefix)}`).catch((failure) => { error.value = failure; return null; });
    }
    load();

    function promoteReason(row) {
      if (!may('operator')) {
        return t('role.needsOperator');
      }
      return row.verdict === 'accepted' || may('admin') ? null : t('models.promote.needsAdmin');
    }

    const acts = (row) => h('div', { class: 'row wrap' }, [
      !row.champion && row.status === 'completed' && h(Button, { kind: row.verdict === 'accepted' ? 'primary' : '', icon: 'star', text: t('models.promote'), reason: promoteReason(row), onClick: () => promote(row, props.champion) }),
      !row.deleted_at && !['training', 'publishing'].includes(row.status)
        && h(Button, { kind: 'danger', icon: 'trash', text: t('models.delete'), reason: may('admin') ? null : t('role.needsAdmin'), onClick: () => remove(row) }),
    ]);

    return () => {
      const { row } = props;
      const metadata = shown.value?.metadata;
      return h('div', { class: 'stack' }, [
        h('section', { class: 'card stack' }, [
          h('div', { class: 'row wrap between' }, [
            h('h2', { class: 'row' }, [t('models.versionOf', { version: `v${row.version}` })]),
            h('span', { class: 'row wrap' }, [h(VersionChip, { row }), row.champion && h(ChampionChip)]),
          ]),
          h('div', sentences(row).map((sentence) => h('p', sentence))),
          row.gate_reason && h('p', { class: 'quiet small' }, t('detail.gate', { reason: row.gate_reason })),
          row.metrics_summary && h('dl', { class: 'facts narrow-facts' }, METRICS.filter((name) => name in row.metrics_summary).map((name) => h('div', { key: name }, [
            h('dt', { title: t(`models.about.${name}`) }, t(`metric.${name}`)),
            h('dd', { class: 'number', title: row.metrics_summary.undefined?.[name] }, figure(name, row.metrics_summary[name])),
          ]))),
          acts(row),
        ]),
        error.value && h(ErrorPanel, { error: error.value, retry: load }),
        !error.value && !shown.value && h(Skeleton, { rows: 3 }),
        shown.value?.problem && h('div', { class: 'notice' }, [h(Icon, { name: 'alert' }), h('span', { class: 'grow' }, shown.value.problem)]),
        metadata && h(Chosen, { model: metadata.description?.model }),
        metadata && h(Files, { row }),
        metadata && h(Facts, { row, metadata }),
      ]);
    };
  },
};
