// Short messages at the edge of the page, with what undoes an act.
import { h, reactive } from '/ui/lib/vue.js';
import { t, word } from '/ui/shared/i18n.js';

const toasts = reactive([]);
let next = 1;

/**
 * Shows a message for a while.
 * @param options kind: bad for failures; undo: what takes the act back, offered for ten seconds
 */
export function toast(text, { kind, undo } = {}) {
  const one = { id: next++, text, kind, undo };
  toasts.push(one);
  setTimeout(() => drop(one.id), undo || kind === 'bad' ? 10000 : 4000);
}

/** Shows what a server refused. */
export function toastError(error) {
  toast([word('error', error.code ?? 'page'), error.detail ?? error.message].filter(Boolean).join(': '), { kind: 'bad' });
}

function drop(id) {
  const at = toasts.findIndex((one) => one.id === id);
  if (at >= 0) {
    toasts.splice(at, 1);
  }
}

export const Toasts = () => h('div', { class: 'toasts', 'aria-live': 'polite' }, toasts.map((one) => h('div', { class: ['toast', one.kind], key: one.id }, [
  h('span', { class: 'grow' }, one.text),
  one.undo && h('button', { type: 'button', class: 'button', onClick: () => { drop(one.id); one.undo(); } }, t('act.undo')),
  h('button', { type: 'button', class: 'button plain', 'aria-label': t('act.close'), onClick: () => drop(one.id) }, '×'),
])));
