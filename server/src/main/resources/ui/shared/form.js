// Fields of forms: each with a label, a hint and its fault, tied together for those who listen to a page.
import { h, onBeforeUnmount, ref, watch } from '/ui/lib/vue.js';
import { t } from '/ui/shared/i18n.js';
import { Icon } from '/ui/shared/icons.js';

let ids = 0;

function framed(props, control) {
  return h('div', { class: 'field' }, [
    h('label', { for: props.id }, props.label),
    control({
      id: props.id, class: 'input', 'aria-invalid': props.fault ? 'true' : undefined,
      'aria-describedby': [props.hint && `${props.id}-hint`, props.fault && `${props.id}-fault`].filter(Boolean).join(' ') || undefined,
    }),
    props.fault && h('span', { class: 'fault', id: `${props.id}-fault`, role: 'alert' }, props.fault),
    props.hint && h('span', { class: 'hint', id: `${props.id}-hint` }, props.hint),
  ]);
}

function field(extra, control) {
  return {
    props: { label: String, hint: String, fault: String, value: null, ...extra },
    emits: ['change'],
    setup(props, { emit, attrs }) {
      const id = `field-${ids++}`;
      return () => framed({ ...props, id }, (own) => control({ ...own, ...attrs }, props, emit));
    },
    inheritAttrs: false,
  };
}

/** A text; `type` as of an input. */
export const TextField = field({ type: { default: 'text' } }, (own, props, emit) => h('input', {
  autocomplete: 'off', ...own, type: props.type, value: props.value ?? '', onInput: (event) => emit('change', event.target.value),
}));

/** A number; empty is null. */
export const NumberField = field({ min: Number, max: Number, whole: Boolean }, (own, props, emit) => h('input', {
  ...own, type: 'number', min: props.min, max: props.max, step: props.whole ? 1 : 'any', value: props.value ?? '',
  onInput: (event) => emit('change', event.target.value === '' ? null : Number(event.target.value)),
}));

/** One of several; `options` are pairs of value and text. */
export const SelectField = field({ options: Array }, (own, props, emit) => h('select', {
  ...own, onChange: (event) => emit('change', event.target.value),
}, props.options.map(([value, text]) => h('option', { value, selected: value === props.value }, text))));

/**
 * Ids, found while typing: `find(text)` answers with items `{id, note}`, and `name` where people know it by another
 * word than its id; `nameOf(id)` says that word for what is taken. `value` is a list; with `single` at most one.
 */
export const IdPicker = {
  props: { label: String, hint: String, fault: String, value: Array, find: Function, single: Boolean, nameOf: { default: () => (id) => id } },
  emits: ['change'],
  setup(props, { emit }) {
    const id = `field-${ids++}`;
    const text = ref('');
    const found = ref([]);
    const isOpen = ref(false);
    const at = ref(0);
    let asked = 0;
    let timer = null;

    async function look() {
      const mine = ++asked;
      const items = await props.find(text.value.trim()).catch(() => []);
      if (mine === asked) {
        found.value = items.filter((item) => !props.value.includes(item.id));
        at.value = 0;
      }
    }
    watch(text, () => {
      clearTimeout(timer);
      timer = setTimeout(look, 150);
    });
    onBeforeUnmount(() => clearTimeout(timer));

    function take(item) {
      if (item) {
        emit('change', props.single ? [item.id] : [...props.value, item.id]);
        text.value = '';
        isOpen.value = false;
        found.value = found.value.filter((other) => other.id !== item.id);
      }
    }

    function open() {
      if (!isOpen.value) {
        isOpen.value = true;
        look();
      }
    }

    function key(event) {
      if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
        open();
        at.value = Math.max(0, Math.min(found.value.length - 1, at.value + (event.key === 'ArrowDown' ? 1 : -1)));
      } else if (event.key === 'Enter' && isOpen.value) {
        take(found.value[at.value]);
      } else if (event.key === 'Escape' && isOpen.value) {
        isOpen.value = false;
      } else if (event.key === 'Backspace' && text.value === '' && props.value.length > 0) {
        emit('change', props.value.slice(0, -1));
        return;
      } else {
        return;
      }
      event.preventDefault();
      event.stopPropagation();
    }

    return () => framed({ ...props, id }, (own) => [
      props.value.length > 0 && h('div', { class: 'picked' }, props.value.map((one) => h('button', {
        type: 'button', key: one, 'aria-label': t('pick.remove', { id: props.nameOf(one) }), onClick: () => emit('change', props.value.filter((other) => other !== one)),
      }, [props.nameOf(one), h(Icon, { name: 'close' })]))),
      h('div', { class: 'picker' }, [
        h('input', {
          ...own, type: 'text', autocomplete: 'off', role: 'combobox', 'aria-expanded': String(isOpen.value), 'aria-controls': `${id}-list`,
          'aria-activedescendant': isOpen.value && found.value.length ? `${id}-${at.value}` : undefined,
          placeholder: props.single && props.value.length ? t('pick.another') : t('pick.type'), value: text.value,
          onInput: (event) => { text.value = event.target.value; open(); },
          onFocus: open, onClick: open, onKeydown: key,
          onBlur: () => { isOpen.value = false; },
        }),
        isOpen.value && h('ul', { class: 'options', id: `${id}-list`, role: 'listbox', 'aria-label': props.label }, found.value.length === 0
          ? [h('li', { class: 'quiet', role: 'option', 'aria-disabled': 'true', 'aria-selected': 'false' }, t('pick.none'))]
          : found.value.map((item, i) => h('li', {
            key: item.id, id: `${id}-${i}`, role: 'option', 'aria-selected': String(i === at.value),
            onMousedown: (event) => { event.preventDefault(); take(item); }, onMousemove: () => { at.value = i; },
          }, [h('span', item.name ?? item.id), h('span', { class: 'quiet small' }, item.note)]))),
      ]),
    ]);
  },
};
