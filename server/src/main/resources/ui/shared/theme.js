// Light, dark, or as the machine is set.
import { computed, ref, watchEffect } from '/ui/lib/vue.js';
import { keep } from '/ui/shared/i18n.js';

const machine = matchMedia('(prefers-color-scheme: dark)');
const machineIsDark = ref(machine.matches);
machine.addEventListener('change', (event) => { machineIsDark.value = event.matches; });

const WISHES = ['auto', 'light', 'dark'];

/** What was chosen: auto, light or dark. */
export const wish = ref(WISHES.includes(keep('theme')) ? keep('theme') : 'auto');

/** What is shown. */
export const theme = computed(() => (wish.value === 'auto' ? (machineIsDark.value ? 'dark' : 'light') : wish.value));

export function chooseTheme(to) {
  wish.value = to;
  keep('theme', to);
}

/** From auto to light to dark and on. */
export const nextTheme = () => chooseTheme(WISHES[(WISHES.indexOf(wish.value) + 1) % WISHES.length]);

watchEffect(() => { document.documentElement.dataset.theme = theme.value; }, { flush: 'sync' });

/** The colours of the theme by their names in tokens.css. */
export function colours() {
  const style = getComputedStyle(document.documentElement);
  return (name) => style.getPropertyValue(`--${name}`).trim();
}
