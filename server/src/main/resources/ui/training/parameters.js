// The hyper-parameters of a model type, by their schema. Only what was changed is kept.
import { h } from '/ui/lib/vue.js';
import { NumberField, SelectField } from '/ui/shared/form.js';
import { t, has } from '/ui/shared/i18n.js';

const about = (parameter) => (has(`parameter.${parameter.name}`) ? t(`parameter.${parameter.name}`) : parameter.description);

/** `parameters` as of /meta, `value` an object of what differs, `at(field)` the fault of a field. */
export function Parameters(props, { emit }) {
  function change(parameter, value) {
    const { [parameter.name]: _, ...rest } = props.value;
    emit('change', value === null || value === parameter.default ? rest : { ...rest, [parameter.name]: value });
  }
  return h('div', { class: 'grid-2' }, props.parameters.map((parameter) => {
    const own = {
      key: parameter.name, label: parameter.name, value: props.value[parameter.name] ?? parameter.default,
      fault: props.at(`hyperparameters.${parameter.name}`), onChange: (value) => change(parameter, value),
    };
    return parameter.enum
      ? h(SelectField, { ...own, options: parameter.enum.map((choice) => [choice, choice]), hint: `${about(parameter)} ${t('form.choice', { normal: parameter.default })}` })
      : h(NumberField, {
        ...own, min: parameter.minimum, max: parameter.maximum, whole: parameter.type === 'integer',
        hint: `${about(parameter)} ${t('form.range', { min: parameter.minimum, max: parameter.maximum, normal: String(parameter.default) })}`,
      });
  }));
}
Parameters.props = ['parameters', 'value', 'at'];
Parameters.emits = ['change'];
