// Every key that works now.
import { h } from '/ui/lib/vue.js';
import { Dialog } from '/ui/shared/dialog.js';
import { t } from '/ui/shared/i18n.js';
import { bindings } from '/ui/shared/keys.js';

export const KeyHelp = (props, { emit }) => h(Dialog, { title: t('key.title'), onClose: () => emit('close') }, () => {
  const byWords = new Map();
  for (const { keys, words } of bindings) {
    byWords.set(words, [...new Set([...(byWords.get(words) ?? []), keys])]);
  }
  return h('dl', { class: 'keys' }, [...byWords].flatMap(([words, keys]) => [
    h('dt', t(words)),
    h('dd', keys.map((one, i) => [i > 0 ? ' / ' : '', ...one.split(/[ +]/).map((key) => [h('kbd', key), ' '])])),
  ]));
});
KeyHelp.emits = ['close'];
