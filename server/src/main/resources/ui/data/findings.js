// What the check found, worst first; what is about rows opens those that the report keeps.
import { h } from '/ui/lib/vue.js';
import { number } from '/ui/shared/format.js';
import { has, t, word } from '/ui/shared/i18n.js';
import { Icon } from '/ui/shared/icons.js';
import { Button, Chip, saveCsv } from '/ui/shared/parts.js';

const INFO = ['returns', 'ignored_columns', 'time_of_day', 'decimal_comma'];
const LOOKS = { bad: 'cross', warn: 'alert', info: 'check' };

/** The findings of a report as one list: severity, code, how many, in words, and the rows that are known. */
function listOf(quality) {
  const dropped = Object.entries(quality.dropped).map(([reason, count]) => ({
    severity: 'bad', key: `dropped-${reason}`, title: word('data.reason', reason), count, text: t('data.finding.dropped', { n: count }),
    rows: quality.offending.filter((row) => row.reason === reason),
  }));
  const others = quality.findings.filter((one) => one.code !== 'dropped').map((one, i) => ({
    severity: INFO.includes(one.code) ? 'info' : 'warn', key: `${one.code}-${i}`, title: word('data.finding', one.code), count: countOf(one.code, quality), text: textOf(one), rows: [],
  }));
  return [...dropped, ...others.filter((one) => one.severity === 'warn'), ...others.filter((one) => one.severity === 'info')];
}

// the numbers stand in the report; what else a finding names stands in its words
function countOf(code, quality) {
  return { returns: quality.returns, gaps: quality.missing_days, duplicates: quality.merged_duplicates }[code] ?? null;
}

function textOf(one) {
  const hint = has(`data.hint.${one.code}`) ? t(`data.hint.${one.code}`) : null;
  return { hint, message: one.message };
}

function rowsOf(one) {
  return h('div', { class: 'map-scroll' }, [h('table', { class: 'map' }, [
    h('caption', { class: 'hidden' }, one.title),
    h('thead', [h('tr', ['line', 'column', 'value'].map((name) => h('th', { scope: 'col' }, t(`data.row.${name}`))))]),
    h('tbody', one.rows.map((row) => h('tr', { key: row.line }, [
      h('td', { class: 'number', 'data-label': t('data.row.line') }, number(row.line)),
      h('td', { 'data-label': t('data.row.column') }, row.column || '–'),
      h('td', { class: 'mono', 'data-label': t('data.row.value') }, row.value || t('data.row.empty')),
    ]))),
  ]), one.rows.length < one.count && h('p', { class: 'quiet small' }, t('data.row.some', { n: one.rows.length, all: one.count }))]);
}

function line(one) {
  const head = [
    h(Icon, { name: LOOKS[one.severity] }),
    h('span', { class: 'hidden' }, t(`data.severity.${one.severity}`)),
    h('span', { class: 'grow' }, one.title),
    one.count !== null && h('span', { class: 'number' }, number(one.count)),
  ];
  const text = typeof one.text === 'string' ? h('p', { class: 'quiet' }, one.text)
    : [one.text.hint && h('p', one.text.hint), h('p', { class: 'quiet small' }, one.text.message)];
  return h('li', { key: one.key, class: ['finding', one.severity] }, [
    h('details', [h('summary', { class: 'row' }, head), h('div', { class: 'finding-body' }, [text, one.rows.length > 0 && rowsOf(one)])]),
  ]);
}

function save(quality) {
  saveCsv('dropped-rows.csv', [
    ['line', 'column', 'value', 'reason'].map((name) => t(`data.row.${name}`)),
    ...quality.offending.map((row) => [row.line, row.column, row.value, word('data.reason', row.reason)]),
  ]);
}

export function Findings(props) {
  const { quality } = props;
  const all = listOf(quality);
  const warnings = all.filter((one) => one.severity === 'warn').length;
  return h('section', { class: 'card' }, [
    h('div', { class: 'card-head' }, [
      h('h2', { class: 'grow' }, t('data.findings')),
      h(Chip, { kind: 'good', icon: 'check', text: t('data.findings.good', { n: quality.rows_kept }) }),
      warnings > 0 && h(Chip, { kind: 'warn', icon: 'alert', text: t('data.findings.warn', { n: warnings }) }),
      quality.rows_dropped > 0 && h(Chip, { kind: 'bad', icon: 'cross', text: t('data.findings.bad', { n: quality.rows_dropped }) }),
      quality.offending.length > 0 && h(Button, { kind: 'plain', icon: 'download', label: t('data.findings.save'), onClick: () => save(quality) }),
    ]),
    all.length === 0 ? h('p', { class: 'quiet' }, t('data.findings.none')) : h('ul', { class: 'findings' }, all.map(line)),
  ]);
}
Findings.props = ['quality'];
