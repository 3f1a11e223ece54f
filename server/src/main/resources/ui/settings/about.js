// About the program, and the libraries that the page is made of, with their licences.
import { h, onMounted, ref, version as vueVersion } from '/ui/lib/vue.js';
import { session } from '/ui/shared/api.js';
import { t } from '/ui/shared/i18n.js';
import { Scroller } from '/ui/shared/parts.js';

const LIBRARIES = [
  { name: 'Vue', licence: 'MIT', holder: 'Yuxi (Evan) You' },
  { name: 'Apache ECharts', licence: 'Apache-2.0', holder: 'The Apache Software Foundation' },
];

export const About = {
  setup() {
    const echarts = ref('');
    onMounted(async () => { echarts.value = (await import('/ui/lib/echarts.js')).version; });
    const versions = () => [vueVersion, echarts.value];
    return () => h('section', { class: 'card stack' }, [
      h('h2', t('settings.about')),
      h('p', t('settings.about.text', { version: session.meta?.version ?? '' })),
      h(Scroller, { label: t('settings.about') }, () => h('table', { class: 'plain-table' }, [
        h('thead', h('tr', [h('th', t('settings.library')), h('th', t('models.version')), h('th', t('settings.licence')), h('th', { class: 'only-wide' }, t('settings.holder'))])),
        h('tbody', LIBRARIES.map((library, i) => h('tr', { key: library.name }, [h('td', library.name), h('td', versions()[i]), h('td', library.licence), h('td', { class: 'only-wide' }, library.holder)]))),
      ])),
      h('p', { class: 'quiet small' }, t('settings.about.licences')),
    ]);
  },
};
