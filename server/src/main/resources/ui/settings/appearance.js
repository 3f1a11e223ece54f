// Language and theme; this browser remembers them.
import { h } from '/ui/lib/vue.js';
import { language, switchLanguage, t } from '/ui/shared/i18n.js';
import { Segments } from '/ui/shared/parts.js';
import { chooseTheme, wish } from '/ui/shared/theme.js';

export const Appearance = () => h('section', { class: 'card stack' }, [
  h('h2', t('settings.appearance')),
  h('div', { class: 'row wrap appearance' }, [
    h('div', { class: 'field' }, [h('span', { class: 'legend' }, t('settings.language')), h(Segments, { label: t('settings.language'), value: language.value, options: [['en', 'English'], ['zh-CN', '中文']], onPick: switchLanguage })]),
    h('div', { class: 'field' }, [h('span', { class: 'legend' }, t('settings.theme')), h(Segments, { label: t('settings.theme'), value: wish.value, options: ['auto', 'light', 'dark'].map((name) => [name, t(`settings.theme.${name}`)]), onPick: chooseTheme })]),
  ]),
  h('p', { class: 'quiet small' }, t('settings.appearance.text')),
]);
