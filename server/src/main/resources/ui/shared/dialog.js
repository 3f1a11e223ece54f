// Dialogs and drawers: the browser's own dialog, which keeps the focus inside and closes with Escape.
import { h, onMounted, reactive, ref } from '/ui/lib/vue.js';
import { t } from '/ui/shared/i18n.js';
import { Button } from '/ui/shared/parts.js';

let heads = 0;

/** A dialog that is open for as long as it is drawn; `kind` is plain, wide or drawer. Slots: default, foot. */
export const Dialog = {
  props: { title: String, kind: { default: 'plain' } },
  emits: ['close'],
  setup(props, { emit, slots }) {
    const element = ref(null);
    const head = `dialog-${heads++}`;
    onMounted(() => element.value.showModal());
    return () => h('dialog', {
      ref: element,
      class: props.kind,
      'aria-labelledby': head,
      onClose: () => emit('close'),
      onMousedown: (event) => { if (event.target === element.value) { emit('close'); } },
    }, [h('div', { class: 'dialog-frame' }, [
      h('header', { class: 'dialog-head' }, [
        h('h2', { id: head }, props.title),
        h(Button, { kind: 'plain', icon: 'close', label: t('act.close'), onClick: () => emit('close') }),
      ]),
      h('div', { class: 'dialog-body' }, slots.default?.()),
      slots.foot && h('footer', { class: 'dialog-foot' }, slots.foot()),
    ])]);
  },
};

const question = reactive({ now: null });

/** Asks before something that cannot be taken back; true when it was confirmed. */
export function confirm(title, text, act, kind = 'danger') {
  return new Promise((resolve) => { question.now = { title, text, act, kind, resolve }; });
}

function answer(yes) {
  question.now?.resolve(yes);
  question.now = null;
}

/** Where questions appear; once, in the shell. */
export const Questions = () => question.now && h(Dialog, { title: question.now.title, key: question.now.title, onClose: () => answer(false) }, {
  default: () => h('p', question.now?.text),
  foot: () => [
    h('span', { class: 'grow' }),
    h(Button, { text: t('act.back'), onClick: () => answer(false) }),
    h(Button, { kind: question.now?.kind, text: question.now?.act, onClick: () => answer(true) }),
  ],
});
