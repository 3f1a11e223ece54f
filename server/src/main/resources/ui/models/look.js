// How verdicts and figures of models look, wherever they are shown.
import { h } from '/ui/lib/vue.js';
import { figures, percent } from '/ui/shared/format.js';
import { t, word } from '/ui/shared/i18n.js';
import { Icon } from '/ui/shared/icons.js';
import { Chip } from '/ui/shared/parts.js';
import { gainOf } from '/ui/models/store.js';

const SHARES = ['wape', 'bias', 'mape', 'seasonal_naive_wape', 'coverage_80'];

/** The figures of a model, in the order in which people ask for them. */
export const METRICS = ['wape', 'seasonal_naive_wape', 'mase', 'rmsse', 'bias', 'mae', 'rmse', 'r2', 'pinball', 'coverage_80', 'mape'];

/** A figure as it is written: shares as percentages. */
export const figure = (name, value) => (SHARES.includes(name) ? percent(value) : figures(value, 4));

/** What came of a version, as a chip. */
export function VersionChip(props) {
  const { row } = props;
  if (row.deleted_at) {
    return h(Chip, { kind: 'idle', icon: 'trash', text: t('models.state.deleted') });
  }
  if (row.status !== 'completed') {
    return h(Chip, { kind: row.status === 'failed' ? 'bad' : 'idle', icon: row.status === 'failed' ? 'cross' : 'clock', text: word('models.state', row.status) });
  }
  const isAccepted = row.verdict === 'accepted';
  return h(Chip, { kind: isAccepted ? 'good' : 'warn', icon: isAccepted ? 'check' : 'alert', text: word('verdict', row.verdict) });
}
VersionChip.props = ['row'];

/** The mark of what forecasts use when no version is named. */
export const ChampionChip = () => h(Chip, { kind: 'busy', icon: 'star', text: t('models.champion') });

const HARDLY = 0.005;

/** better, worse, same or unknown, beside the simple rule. */
function sideOf(gain) {
  if (gain === null) {
    return 'unknown';
  }
  return Math.abs(gain) < HARDLY ? 'same' : gain > 0 ? 'better' : 'worse';
}

/** How it compares with the simple rule, in words. */
export function gainText(metrics) {
  const gain = gainOf(metrics);
  return t(`models.gain.${sideOf(gain)}`, { share: percent(Math.abs(gain ?? 0), 0) });
}

const LOOKS = { unknown: ['quiet'], same: ['quiet'], better: ['good', 'check'], worse: ['bad', 'alert'] };

/** The same, with an icon that says which; `short` under a head that says what it is compared with. */
export function Gain(props) {
  const gain = gainOf(props.metrics);
  const side = sideOf(gain);
  const [look, icon] = LOOKS[side];
  return h('span', { class: ['gain', look], title: props.short ? gainText(props.metrics) : undefined }, [
    icon && h(Icon, { name: icon }),
    props.short ? t(`models.gain.short.${side}`, { share: percent(Math.abs(gain ?? 0), 0) }) : gainText(props.metrics),
  ]);
}
Gain.props = ['metrics', 'short'];

/** A time that the server writes in UTC without saying so. */
export const utc = (text) => (/^\d{4}-\d{2}-\d{2} /.test(text ?? '') ? `${text.replace(' ', 'T')}Z` : text);

/** How many bytes, in the unit that fits. */
export function bytes(count) {
  if (typeof count !== 'number') {
    return '–';
  }
  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];
  const at = Math.min(units.length - 1, Math.floor(Math.log2(Math.max(1, count)) / 10));
  return `${figures(count / 1024 ** at, 3)} ${units[at]}`;
}
