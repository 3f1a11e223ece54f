// Words of the page in the language that was chosen. A text is looked up when it is drawn, so that a switch shows at once.
import { ref } from '/ui/lib/vue.js';
import { en, zh } from '/ui/words/all.js';

const LANGUAGES = { en, 'zh-CN': zh };

function atFirst() {
  const kept = keep('language');
  return kept in LANGUAGES ? kept : navigator.language.toLowerCase().startsWith('zh') ? 'zh-CN' : 'en';
}

/** What the browser remembers for this page; a browser that keeps nothing is no error. */
export function keep(name, value) {
  try {
    if (value === undefined) {
      return localStorage.getItem(name);
    }
    localStorage.setItem(name, value);
  } catch {
    // private windows may refuse
  }
  return null;
}

export const language = ref(atFirst());

export function switchLanguage(to) {
  language.value = to;
  keep('language', to);
  document.documentElement.lang = to;
}

document.documentElement.lang = language.value;

/**
 * The words for a key. `{name}` stands for a value; of two forms with `|` between them, the first is for one.
 * A key that is missing shows itself; a test of the build finds it before that.
 */
export function t(key, values = {}) {
  let text = LANGUAGES[language.value][key] ?? LANGUAGES.en[key] ?? key;
  if (text.includes('|')) {
    const forms = text.split('|');
    const rule = new Intl.PluralRules(language.value).select(Number(values.n));
    text = rule === 'one' ? forms[0] : forms[1];
  }
  return text.replace(/\{(\w+)\}/g, (whole, name) => (name in values ? shown(values[name]) : whole));
}

// a number as people write it; what has to stand as it is comes as a text
const shown = (value) => (typeof value === 'number' ? new Intl.NumberFormat(language.value).format(value) : String(value));

/** Whether there are words for a key that is made from what the server says. */
export function has(key) {
  return key in LANGUAGES[language.value];
}

/** The words for `prefix.word`, where the server may say a word that the page does not know yet. */
export function word(prefix, value) {
  const key = `${prefix}.${value}`;
  return has(key) ? t(key) : String(value ?? '').replaceAll('_', ' ');
}
