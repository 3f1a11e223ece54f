// Why a model that chooses by itself chose what it did: its members, and how each did on the days before the held-out ones.
import { h } from '/ui/lib/vue.js';
import { number, percent } from '/ui/shared/format.js';
import { t, word } from '/ui/shared/i18n.js';

function Reason(props) {
  const { reason } = props;
  const figures = Object.entries(reason.wape ?? {}).filter(([name]) => name !== 'chosen').sort((a, b) => a[1] - b[1]);
  const own = reason.wape?.chosen;
  const most = Math.max(own ?? 0, ...figures.map(([, wape]) => wape)) || 1;
  const bar = (name, wape, isOwn) => h('tr', { key: name, class: isOwn && 'strong' }, [
    h('td', isOwn ? t('models.chosen.own') : word('model', name)),
    h('td', { class: 'right' }, percent(wape)),
    h('td', { class: 'bar-cell' }, h('span', { class: 'bar-of', 'aria-hidden': 'true' }, h('span', { style: { width: `${(wape / most) * 100}%` } }))),
  ]);
  return h('div', { class: 'stack tight' }, [
    h('h3', `${word('models.series', reason.series)} · ${t('models.chosen.days', { n: reason.days ?? 0 })}`),
    figures.length > 0 && h('table', { class: 'plain-table' }, [
      h('thead', h('tr', [h('th', t('training.column.model')), h('th', { class: 'right' }, t('metric.wape')), h('th', h('span', { class: 'hidden' }, t('metric.wape')))])),
      h('tbody', [typeof own === 'number' && bar('chosen', own, true), ...figures.map(([name, wape]) => bar(name, wape, false))]),
    ]),
    h('p', { class: 'quiet small', lang: 'en' }, reason.text),
  ]);
}
Reason.props = ['reason'];

/** `model` as of the metadata's description; draws nothing for models that are what they are. */
export function Chosen(props) {
  const { members, chosen } = props.model ?? {};
  if (!Array.isArray(chosen) || chosen.length === 0) {
    return null;
  }
  const names = (members ?? []).map((member) => member.model_type);
  return h('section', { class: 'card stack' }, [
    h('h2', t('models.chosen')),
    names.length > 0 && h('p', t('models.chosen.members', { n: names.length, names: names.map((name) => word('model', name)).join(', ') })),
    ...chosen.map((reason) => h(Reason, { reason, key: reason.series })),
    h('p', { class: 'quiet small' }, t('models.chosen.about', { n: number(chosen.length) })),
  ]);
}
Chosen.props = ['model'];
