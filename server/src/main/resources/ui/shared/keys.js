// Keys that do something, gathered in one place so that `?` can show them.
import { onBeforeUnmount, onMounted, reactive } from '/ui/lib/vue.js';

/** Every binding that works now: keys (`n`, `Ctrl+K`, `g t`), words (a key of the words), run. */
export const bindings = reactive([]);

let prefix = '';
let prefixTimer = null;

function name(event) {
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  return (event.ctrlKey || event.metaKey ? 'Ctrl+' : '') + (event.altKey ? 'Alt+' : '') + (key.length === 1 && event.ctrlKey ? key.toUpperCase() : key);
}

const isTyping = (target) => target instanceof HTMLElement
  && (target.isContentEditable || ['INPUT', 'TEXTAREA', 'SELECT'].includes(target.tagName) && target.type !== 'checkbox');

addEventListener('keydown', (event) => {
  const pressed = name(event);
  const isPlain = !event.ctrlKey && !event.metaKey && !event.altKey;
  // within a dialog and while somebody types, letters are letters
  if (isPlain && (isTyping(event.target) || document.querySelector('dialog[open]'))) {
    return;
  }
  const wanted = prefix ? `${prefix} ${pressed}` : pressed;
  const found = bindings.findLast((binding) => binding.keys === wanted && (binding.when?.() ?? true));
  prefix = '';
  clearTimeout(prefixTimer);
  if (found) {
    event.preventDefault();
    found.run(event);
  } else if (isPlain && bindings.some((binding) => binding.keys.startsWith(`${pressed} `))) {
    prefix = pressed;
    prefixTimer = setTimeout(() => { prefix = ''; }, 1200);
  }
});

/** Binds keys; the answer ends it. */
export function bind(list) {
  bindings.push(...list);
  return () => list.forEach((binding) => {
    const at = bindings.findIndex((other) => other.keys === binding.keys && other.words === binding.words);
    if (at >= 0) {
      bindings.splice(at, 1);
    }
  });
}

/** Binds keys for as long as a component is shown. */
export function useKeys(list) {
  let unbind = () => {};
  onMounted(() => { unbind = bind(list); });
  onBeforeUnmount(() => unbind());
}
