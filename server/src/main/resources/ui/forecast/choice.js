// What is forecast: models, of a panel the product and the store, and how many days. The address says it.
import { computed, h } from '/ui/lib/vue.js';
import { findProducts, findStores } from '/ui/shared/catalog.js';
import { IdPicker, NumberField } from '/ui/shared/form.js';
import { t } from '/ui/shared/i18n.js';
import { filter, route } from '/ui/shared/router.js';
import { gainText } from '/ui/models/look.js';
import { fullName, identifierOf, isPanel, parse } from '/ui/models/names.js';
import { families, familyOf } from '/ui/models/store.js';

const FEW = 30;
const MOST = 5;

/** Models with a version that can be used: champions first, those that are best beside the simple rule before others. */
export const forecastable = computed(() => families.value.filter((family) => family.kept.length > 0)
  .toSorted((a, b) => Boolean(b.champion) - Boolean(a.champion)));

// without a wish: a model of one product, whose sales can be drawn beside it
function firstNames() {
  const used = forecastable.value.filter((family) => family.champion);
  const first = used.find((family) => parse(family.identifier)?.product.id) ?? used[0];
  return first ? [first.identifier] : [];
}

/** What the address asks for: names of models or versions, the first of them with its intervals. */
export const chosenNames = computed(() => {
  const asked = (route.query.model ?? '').split(',').filter((name) => name && familyOf(identifierOf(name)));
  return (asked.length ? asked : firstNames()).slice(0, MOST);
});

/** Product, store and days, where the models leave them open. */
export const choice = computed(() => ({
  product: route.query.product || null,
  store: route.query.store || null,
  days: /^[1-9]\d{0,2}$/.test(route.query.days ?? '') ? Number(route.query.days) : null,
}));

export const anyPanel = computed(() => chosenNames.value.some((name) => isPanel(identifierOf(name))));

/** Of a panel, what has to be named first. */
export const isOpen = computed(() => anyPanel.value && !(choice.value.product && choice.value.store) && chosenNames.value.some((name) => {
  const scope = parse(identifierOf(name));
  return scope.aggregation === 'panel' && (!(scope.product.id ?? choice.value.product) || !(scope.store.id ?? choice.value.store));
}));

function findModels(text) {
  const wanted = text.toLowerCase();
  const fits = (name) => `${fullName(name)} ${name}`.toLowerCase().includes(wanted);
  const whole = forecastable.value.filter((family) => family.champion && fits(family.identifier)).map((family) => ({ id: family.identifier, name: fullName(family.identifier), note: `★ v${family.champion.version} · ${gainText(family.champion.metrics_summary)}` }));
  const single = forecastable.value.flatMap((family) => family.kept.filter((row) => !row.champion && fits(row.filename_prefix)))
    .map((row) => ({ id: row.filename_prefix, name: fullName(row.filename_prefix), note: gainText(row.metrics_summary) }));
  return Promise.resolve([...whole, ...single].slice(0, FEW));
}

export const Choice = () => h('section', { class: 'card forecast-choice no-print' }, [
  h(IdPicker, {
    label: t('forecast.models'), hint: t('forecast.models.hint'), value: chosenNames.value, find: findModels, nameOf: fullName,
    onChange: (names) => filter({ model: names.slice(-MOST).join(',') }, { replace: false }),
  }),
  anyPanel.value && h(IdPicker, { label: t('form.product'), value: choice.value.product ? [choice.value.product] : [], single: true, find: findProducts, onChange: ([id]) => filter({ product: id }) }),
  anyPanel.value && h(IdPicker, { label: t('form.store'), value: choice.value.store ? [choice.value.store] : [], single: true, find: findStores, onChange: ([id]) => filter({ store: id }) }),
  h(NumberField, { label: t('form.horizon'), hint: t('forecast.days.hint'), value: choice.value.days, min: 1, max: 365, whole: true, onChange: (days) => filter({ days }) }),
]);
