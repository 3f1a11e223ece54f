// The form of a new training.
import { computed, h, reactive, ref } from '/ui/lib/vue.js';
import { post, session } from '/ui/shared/api.js';
import { findProducts, findStores } from '/ui/shared/catalog.js';
import { Dialog } from '/ui/shared/dialog.js';
import { duration } from '/ui/shared/format.js';
import { IdPicker, NumberField, SelectField } from '/ui/shared/form.js';
import { t, word } from '/ui/shared/i18n.js';
import { Button, ErrorPanel, Segments } from '/ui/shared/parts.js';
import { go } from '/ui/shared/router.js';
import { loadTasks, take, taskOf, typicalSeconds } from '/ui/shared/tasks.js';
import { toast } from '/ui/shared/toasts.js';
import { ModelCards } from '/ui/training/cards.js';
import { Parameters } from '/ui/training/parameters.js';
import { count, fresh, missing, ofTask, requestOf } from '/ui/training/request.js';

/** What the form begins with: what chooses by itself, else what is quick and good, else whatever there is. */
function firstType(types) {
  const there = types.filter((type) => type.available).map((type) => type.model_type);
  return ['auto', 'lightgbm'].find((type) => there.includes(type)) ?? there[0] ?? '';
}

const SHOWN = ['product_id', 'product_ids', 'store_id', 'store_ids', 'aggregation_method', 'model_type', 'horizon', 'epochs', 'look_back', 'folds', 'seed', 'priority'];

export const TrainingDrawer = {
  props: { from: String },
  emits: ['close'],
  setup(props, { emit }) {
    const types = session.meta.model_types;
    const typeOf = (name) => types.find((type) => type.model_type === name);
    const defaultsOf = (name) => Object.fromEntries((typeOf(name)?.hyperparameters ?? []).map((p) => [p.name, p.default]));
    const like = props.from && taskOf(props.from);
    const form = reactive(like ? ofTask(like, defaultsOf(like.model_type)) : fresh(firstType(types)));
    const error = ref(null);
    const isSending = ref(false);
    const lacking = computed(() => missing(form));
    const many = computed(() => count(form));
    const expected = computed(() => typicalSeconds.value(form.type));
    // a repeated press, or a connection that broke, makes no second training
    let key = crypto.randomUUID?.() ?? String(Math.random()).slice(2);
    const at = (...fields) => fields.map((field) => error.value?.at?.(field)).filter(Boolean).join('; ');

    function change(name, value) {
      form[name] = value;
      key = crypto.randomUUID?.() ?? String(Math.random()).slice(2);
    }

    async function submit() {
      isSending.value = true;
      try {
        const { path, body } = requestOf(form);
        const made = await post(path, body, { headers: { 'Idempotency-Key': key } });
        emit('close');
        if (made.batch_id && made.task_ids) {
          toast(t('form.done.many', { n: made.task_ids.length }));
          await loadTasks();
          go(`/training?batch=${encodeURIComponent(made.batch_id)}`);
        } else {
          toast(t('form.done'));
          take(made);
        }
      } catch (refused) {
        error.value = refused;
      }
      isSending.value = false;
    }

    const products = (single) => h(IdPicker, {
      label: t(single ? 'form.product' : 'form.products'), value: form.products, find: findProducts, fault: at('product_id', 'product_ids'),
      hint: form.mode === 'product' ? t('form.product.hint') : null, onChange: (ids) => change('products', ids),
    });
    const stores = () => h(IdPicker, {
      label: t(form.mode === 'store' ? 'form.stores' : 'form.store'), value: form.stores, find: findStores, fault: at('store_id', 'store_ids'),
      onChange: (ids) => change('stores', ids),
    });
    const choice = (label, name, options) => h(Segments, {
      label: t(label), value: String(form[name]), options: options.map(([value, words]) => [String(value), t(words)]),
      onPick: (value) => change(name, value === 'true' ? true : value === 'false' ? false : value),
    });

    const SCOPES = {
      product: () => [
        choice('form.products', 'everyProduct', [[false, 'form.product.some'], [true, 'form.product.every']]),
        !form.everyProduct && products(true),
        choice('form.stores', 'storeChoice', [['sum', 'form.store.sum'], ['some', 'form.store.some'], ['every', 'form.store.every']]),
        form.storeChoice === 'some' && stores(),
      ],
      store: () => [
        choice('form.stores', 'storeChoice', [['some', 'form.store.some'], ['every', 'form.store.every']]),
        form.storeChoice !== 'every' && stores(),
        choice('form.products', 'someProducts', [[false, 'form.inStore.all'], [true, 'form.inStore.some']]),
        form.someProducts && products(false),
      ],
      global: () => [
        choice('form.products', 'someProducts', [[false, 'form.global.products'], [true, 'form.global.someProducts']]),
        form.someProducts && products(false),
        choice('form.stores', 'storeChoice', [['sum', 'form.global.stores'], ['some', 'form.global.someStores']]),
        form.storeChoice === 'some' && stores(),
        h(SelectField, {
          label: t('form.aggregation'), value: form.aggregation, fault: at('aggregation_method'),
          options: ['panel', ...session.meta.aggregation_methods.filter((method) => method !== 'panel')].map((method) => [method, word('aggregation', method)]),
          onChange: (value) => change('aggregation', value),
        }),
      ],
    };

    function pickMode(mode) {
      change('mode', mode);
      form.storeChoice = mode === 'store' ? 'some' : 'sum';
    }

    const number = (name, words, field, min, max) => h(NumberField, {
      label: t(`form.${words}`), hint: t(`form.${words}.hint`), value: form[name], min, max, whole: true, fault: at(field), onChange: (value) => change(name, value),
    });

    const beside = () => {
      const parameters = Object.keys(defaultsOf(form.type)).map((name) => `hyperparameters.${name}`);
      const rest = error.value?.beside?.([...SHOWN, ...parameters]) ?? [];
      return error.value && (rest.length > 0 || !error.value.errors?.length) && h(ErrorPanel, { error: { ...error.value, detail: error.value.detail, errors: rest } });
    };

    return () => h(Dialog, { title: t('form.title'), kind: 'drawer', onClose: () => emit('close') }, {
      default: () => h('form', { class: 'stack form', id: 'new-training', onSubmit: (event) => { event.preventDefault(); submit(); } }, [
        beside(),
        h('fieldset', { class: 'stack' }, [
          h('legend', { class: 'legend' }, t('form.scope')),
          h(Segments, { label: t('form.scope'), value: form.mode, options: ['product', 'store', 'global'].map((mode) => [mode, word('mode', mode)]), onPick: pickMode }),
          h('p', { class: 'quiet small' }, t(`form.mode.${form.mode}.hint`)),
          ...SCOPES[form.mode](),
        ]),
        h('fieldset', { class: 'stack' }, [
          h('legend', { class: 'legend' }, t('form.model')),
          h(ModelCards, { types, value: form.type, onPick: (type) => { change('type', type); form.hyperparameters = {}; } }),
          at('model_type') && h('span', { class: 'fault', role: 'alert' }, at('model_type')),
        ]),
        h('div', { class: 'grid-2' }, [number('horizon', 'horizon', 'horizon', 1, 365), number('epochs', 'epochs', 'epochs', 1, 10000)]),
        h('details', { class: 'advanced', open: ['look_back', 'folds', 'seed', 'priority'].some((f) => at(f)) || error.value?.errors?.some((e) => e.field.startsWith('hyperparameters')) }, [
          h('summary', t('form.advanced')),
          h('div', { class: 'grid-2' }, [
            number('lookBack', 'lookBack', 'look_back', 7, 730),
            number('folds', 'folds', 'folds', 1, 50),
            number('seed', 'seed', 'seed', 0, 2147483647),
            number('priority', 'priority', 'priority', -100, 100),
          ]),
          h(Parameters, { parameters: typeOf(form.type)?.hyperparameters ?? [], value: form.hyperparameters, at, onChange: (value) => change('hyperparameters', value) }),
        ]),
      ]),
      foot: () => [
        h('span', { class: 'quiet small grow' }, lacking.value ? t(lacking.value) : expected.value && many.value === 1 ? t('form.expect', { time: duration(expected.value.seconds) }) : null),
        h('button', { class: 'button', type: 'button', onClick: () => emit('close') }, t('act.back')),
        h(Button, {
          kind: 'primary', type: 'submit', form: 'new-training', icon: 'play', reason: lacking.value && t(lacking.value), disabled: isSending.value,
          text: many.value === null ? t('form.submit.batch') : many.value > 1 ? t('form.submit.many', { n: many.value }) : t('form.submit'),
        }),
      ],
    });
  },
};
