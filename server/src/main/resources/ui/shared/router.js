// Which place is shown: the address says it, filters included, so that an address can be handed on.
import { h, reactive } from '/ui/lib/vue.js';

/** `path` is decoded in `parts`; `query` is a plain object of texts. */
export const route = reactive(read());

function read() {
  const { pathname, search } = location;
  return {
    path: pathname,
    parts: pathname.split('/').filter(Boolean).map(decoded),
    query: Object.fromEntries(new URLSearchParams(search)),
  };
}

function decoded(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function follow() {
  Object.assign(route, read());
}

addEventListener('popstate', follow);

/** Goes to an address of this page. */
export function go(address, { replace = false } = {}) {
  if (address !== location.pathname + location.search) {
    history[replace ? 'replaceState' : 'pushState'](null, '', address);
    follow();
  }
  if (!replace) {
    document.querySelector('.main')?.scrollTo(0, 0);
  }
}

/** Changes some filters; null or an empty text takes one away. */
export function filter(changes, { replace = true } = {}) {
  go(withQuery(route.path, { ...route.query, ...changes }), { replace });
}

export function withQuery(path, query) {
  const given = Object.entries(query).filter(([, value]) => value !== null && value !== undefined && value !== '');
  const text = new URLSearchParams(given).toString();
  return text ? `${path}?${text}` : path;
}

/** A link to a place of this page; with Ctrl or the middle button the browser does what it does with links. */
export function Link(props, { slots, attrs }) {
  return h('a', {
    ...attrs,
    href: props.to,
    onClick: (event) => {
      if (event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey && !event.altKey) {
        event.preventDefault();
        attrs.onClick?.(event);
        go(props.to);
      }
    },
  }, slots.default?.());
}
Link.props = ['to'];
Link.inheritAttrs = false;
