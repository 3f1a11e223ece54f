// What a model forecasts, read out of its identifier: mode _ components _ model type. A component has no `_` of its own.
import { t, word } from '/ui/shared/i18n.js';

const ARITY = { product: 2, store: 2, global: 3 };

/** The identifier of a version, which is its prefix without `_v` and the number. */
export const identifierOf = (name) => name.replace(/_v\d+$/, '');

/** The number of a version; null for an identifier. */
export const versionOf = (name) => Number(/_v(\d+)$/.exec(name)?.[1] ?? NaN) || null;

// ~5F stands for a byte; what is hashed (~~…) has no name here
function decoded(component) {
  if (component === 'all') {
    return { all: true };
  }
  if (component.startsWith('~~')) {
    return { hash: component.slice(2, 10) };
  }
  try {
    return { id: decodeURIComponent(component.replaceAll('%', '%25').replace(/~([0-9A-F]{2})/g, '%$1')) };
  } catch {
    return { id: component };
  }
}

/** `{mode, product, store, aggregation, type}`; product and store are `{all}`, `{id}` or `{hash}`. Null for what is no identifier. */
export function parse(identifier) {
  const parts = identifier.split('_');
  const mode = parts[0];
  const arity = ARITY[mode];
  if (!arity || parts.length < arity + 2) {
    return null;
  }
  const [first, second] = parts.slice(1, 3).map(decoded);
  return {
    mode,
    product: mode === 'store' ? second : first,
    store: mode === 'store' ? first : second,
    aggregation: mode === 'global' ? parts[3] : null,
    type: parts.slice(arity + 1).join('_'),
  };
}

const named = (component, all) => component.id ?? (component.all ? t(all) : t('models.several', { hash: component.hash }));

/** The scope in words, as a training says it. */
export function scopeText(identifier) {
  const parsed = parse(identifier);
  if (!parsed) {
    return identifier;
  }
  const products = named(parsed.product, 'scope.allProducts');
  const stores = named(parsed.store, 'scope.allStores');
  if (parsed.mode === 'store') {
    return `${stores} · ${products}`;
  }
  return parsed.aggregation ? `${products} · ${stores} · ${word('aggregation', parsed.aggregation)}` : `${products} · ${stores}`;
}

/** The model type in words. */
export const typeText = (identifier) => word('model', parse(identifier)?.type ?? '');

/** Model type, scope and, of a version, its number. */
export function fullName(name) {
  const identifier = identifierOf(name);
  const version = versionOf(name);
  return `${typeText(identifier)} · ${scopeText(identifier)}${version ? ` · v${version}` : ''}`;
}

/** Whether it forecasts one series only: everything but a panel. */
export const isPanel = (identifier) => parse(identifier)?.aggregation === 'panel';
