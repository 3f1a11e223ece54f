// Model types as cards: what each is good for, and how long it takes here.
import { h } from '/ui/lib/vue.js';
import { duration } from '/ui/shared/format.js';
import { has, t, word } from '/ui/shared/i18n.js';
import { Chip } from '/ui/shared/parts.js';
import { typicalSeconds } from '/ui/shared/tasks.js';

const RECOMMENDED = ['auto', 'lightgbm'];

function time(type) {
  const typical = typicalSeconds.value(type);
  return typical ? t('form.model.typical', { time: duration(typical.seconds), n: typical.runs }) : t('form.model.none');
}

/** `types` as of /meta; one is taken. */
export function ModelCards(props, { emit }) {
  const first = RECOMMENDED.find((name) => props.types.some((type) => type.model_type === name && type.available));
  const ordered = [...props.types].sort((a, b) => (b.model_type === first) - (a.model_type === first));
  return h('div', { class: 'cards', role: 'radiogroup', 'aria-label': t('form.model') }, ordered.map((type) => {
    const name = type.model_type;
    return h('label', { class: ['model-card', props.value === name && 'taken', !type.available && 'off'], key: name }, [
      h('input', { type: 'radio', name: 'model_type', value: name, checked: props.value === name, disabled: !type.available, onChange: () => emit('pick', name) }),
      h('span', { class: 'row' }, [h('strong', word('model', name)), name === first && h(Chip, { kind: 'busy', text: t('form.recommended') })]),
      h('span', { class: 'small' }, has(`good.${name}`) ? t(`good.${name}`) : type.summary),
      h('span', { class: 'small quiet' }, type.available ? time(name) : t('form.model.unavailable', { why: type.unavailable })),
    ]);
  }));
}
ModelCards.props = ['types', 'value'];
ModelCards.emits = ['pick'];
