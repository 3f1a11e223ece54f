// What the form of a new training says, and the request that it becomes.

/** The form as it is at first. */
export function fresh(type) {
  return {
    mode: 'product',
    products: [],
    everyProduct: false,
    stores: [],
    storeChoice: 'sum', // sum, some, every
    someProducts: false,
    aggregation: 'panel',
    type,
    horizon: 14,
    epochs: 100,
    lookBack: 56,
    folds: 4,
    seed: 42,
    priority: 0,
    hyperparameters: {},
  };
}

/** The form as a task was asked for; only hyper-parameters that differ from the defaults are kept. */
export function ofTask(task, defaults) {
  const products = task.product_id ? [task.product_id] : task.product_ids ?? [];
  const stores = task.store_id ? [task.store_id] : task.store_ids ?? [];
  const differing = Object.entries(task.hyperparameters ?? {}).filter(([name, value]) => defaults[name] !== value);
  return {
    ...fresh(task.model_type),
    mode: task.training_mode,
    products,
    stores,
    storeChoice: stores.length ? 'some' : 'sum',
    someProducts: products.length > 0,
    aggregation: task.aggregation_method ?? 'panel',
    horizon: task.horizon,
    epochs: task.epochs,
    lookBack: task.look_back,
    seed: task.seed,
    priority: task.priority,
    hyperparameters: Object.fromEntries(differing),
  };
}

/** Which key of the words says what is missing; null when it can be sent. */
export function missing(form) {
  if (form.mode === 'product') {
    if (!form.everyProduct && form.products.length === 0) {
      return 'form.missing.product';
    }
    return form.storeChoice === 'some' && form.stores.length === 0 ? 'form.missing.store' : null;
  }
  if (form.mode === 'store') {
    if (form.storeChoice !== 'every' && form.stores.length === 0) {
      return 'form.missing.store';
    }
  } else if (form.storeChoice === 'some' && form.stores.length === 0) {
    return 'form.missing.store';
  }
  return form.someProducts && form.products.length === 0 ? 'form.missing.product' : null;
}

/** How many trainings it makes; null when only the server knows. */
export function count(form) {
  if (form.mode === 'global') {
    return 1;
  }
  if (form.mode === 'product') {
    const stores = form.storeChoice === 'sum' ? 1 : form.storeChoice === 'some' ? form.stores.length : null;
    return form.everyProduct || stores === null ? null : form.products.length * stores;
  }
  if (form.storeChoice === 'every') {
    return null;
  }
  return form.stores.length <= 1 ? 1 : form.stores.length * (form.someProducts ? form.products.length : 1);
}

const one = (list, name) => (list.length === 1 ? { [`${name}_id`]: list[0] } : { [`${name}_ids`]: list });

/** The path to post to, and the body. */
export function requestOf(form) {
  const common = {
    training_mode: form.mode,
    epochs: form.epochs,
    horizon: form.horizon,
    look_back: form.lookBack,
    folds: form.folds,
    seed: form.seed,
    priority: form.priority,
    hyperparameters: form.hyperparameters,
  };
  if (form.mode === 'global') {
    return {
      path: '/tasks',
      body: {
        ...common,
        model_type: form.type,
        aggregation_method: form.aggregation,
        ...(form.someProducts ? { product_ids: form.products } : {}),
        ...(form.storeChoice === 'some' ? { store_ids: form.stores } : {}),
      },
    };
  }
  if (count(form) === 1) {
    const stores = form.mode === 'store' || form.storeChoice === 'some' ? one(form.stores, 'store') : {};
    const products = form.mode === 'product' || form.someProducts ? one(form.products, 'product') : {};
    const scope = form.mode === 'store' ? { product_scope: form.someProducts ? 'specific' : 'all' } : {};
    return { path: '/tasks', body: { ...common, model_type: form.type, ...stores, ...products, ...scope } };
  }
  const products = form.mode === 'product'
    ? { product_ids: form.everyProduct ? 'all' : form.products }
    : form.someProducts ? { product_ids: form.products } : {};
  const stores = form.storeChoice === 'every' ? { store_ids: 'all' } : form.storeChoice === 'some' || form.mode === 'store' ? { store_ids: form.stores } : {};
  return { path: '/batches', body: { ...common, model_types: [form.type], ...products, ...stores } };
}
