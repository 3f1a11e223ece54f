// The frame around every place: navigation, state of the connection, search, language, theme, keys.
import { computed, defineAsyncComponent, h, onMounted, ref, watch } from '/ui/lib/vue.js';
import { begin, session } from '/ui/shared/api.js';
import { number } from '/ui/shared/format.js';
import { language, switchLanguage, t } from '/ui/shared/i18n.js';
import { Icon } from '/ui/shared/icons.js';
import { useKeys } from '/ui/shared/keys.js';
import { KeyHelp } from '/ui/shared/help.js';
import { Questions } from '/ui/shared/dialog.js';
import { Palette } from '/ui/shared/palette.js';
import { Button, Empty, ErrorPanel, Skeleton } from '/ui/shared/parts.js';
import { PLACES, placeOf } from '/ui/shared/places.js';
import { go, Link, route } from '/ui/shared/router.js';
import { SignIn } from '/ui/shared/sign-in.js';
import { connection, openStream } from '/ui/shared/stream.js';
import { keepTasks } from '/ui/shared/tasks.js';
import { nextTheme, wish } from '/ui/shared/theme.js';
import { Toasts } from '/ui/shared/toasts.js';

const components = new Map(PLACES.map((place) => [place.name, defineAsyncComponent({
  loader: place.load,
  loadingComponent: Skeleton,
  errorComponent: { props: ['error'], setup: (props) => () => h(ErrorPanel, { error: props.error, retry: () => location.reload() }) },
  delay: 0,
})]));

/** How the connection stands, in words and a sign. */
function LiveState() {
  const { name, caughtUp } = connection;
  const text = name === 'live' && caughtUp > 0 ? t('live.caughtUp', { n: number(caughtUp) }) : t(`live.${name}`);
  return h('span', { class: ['live-state', name], role: 'status', title: t(`live.${name}.long`) }, [h('span', { class: 'dot' }), h('span', text)]);
}

const THEME_ICONS = { auto: 'auto', light: 'sun', dark: 'moon' };

export const Shell = {
  setup() {
    const isSearching = ref(false);
    const isHelping = ref(false);
    const place = computed(() => placeOf(route.parts));

    onMounted(begin);
    watch(() => session.state, (state) => {
      if (state === 'in') {
        openStream();
        keepTasks();
      }
    });
    watch(() => [place.value?.name, language.value], () => {
      document.title = place.value ? `${t(`place.${place.value.name}`)} · ShopTraining` : 'ShopTraining';
    }, { immediate: true });

    const isIn = () => session.state === 'in';
    useKeys([
      { keys: 'Ctrl+K', words: 'key.search', when: isIn, run: () => { isSearching.value = true; } },
      { keys: '/', words: 'key.search', when: isIn, run: () => { isSearching.value = true; } },
      { keys: '?', words: 'key.help', run: () => { isHelping.value = true; } },
      { keys: 'Alt+m', words: 'key.theme', run: nextTheme },
      ...PLACES.map((one) => ({ keys: one.keys, words: `place.${one.name}`, when: isIn, run: () => go(one.path) })),
    ]);

    const bar = () => h('header', { class: 'bar' }, [
      h('button', { type: 'button', class: 'button search-opener', 'aria-label': t('search.open'), onClick: () => { isSearching.value = true; } },
        [h(Icon, { name: 'search' }), h('span', t('search.open')), h('kbd', 'Ctrl K')]),
      h('span', { class: 'grow' }),
      h(LiveState),
      h(Button, {
        kind: 'plain', text: language.value === 'en' ? '中文' : 'EN', lang: language.value === 'en' ? 'zh-CN' : 'en',
        onClick: () => switchLanguage(language.value === 'en' ? 'zh-CN' : 'en'),
      }),
      h(Button, { kind: 'plain', icon: THEME_ICONS[wish.value], label: t(`theme.${wish.value}`), onClick: nextTheme }),
      h(Button, { kind: 'plain', icon: 'keyboard', label: t('key.help'), onClick: () => { isHelping.value = true; } }),
    ]);

    const side = () => h('nav', { class: 'side', 'aria-label': t('nav.label') }, [
      h(Link, { to: '/', class: 'brand' }, () => [h('img', { src: '/ui/icon.svg', alt: '' }), 'ShopTraining']),
      ...PLACES.map((one) => h(Link, {
        to: one.path, class: 'place', key: one.name, 'aria-current': one === place.value ? 'page' : undefined,
      }, () => [h(Icon, { name: one.name }), h('span', t(`place.${one.name}`))])),
      session.you && h('div', { class: 'who' }, [h('div', { class: 'cut' }, session.you.name), h('div', t(`role.${session.you.role}`))]),
    ]);

    const nowhere = () => h('div', { class: 'page' }, [h(Empty, { icon: 'alert', title: t('missing.title'), text: t('missing.text') },
      () => h(Button, { kind: 'primary', text: t('place.today'), onClick: () => go('/') }))]);

    const content = () => {
      if (session.state === 'unreachable') {
        return h('div', { class: 'page' }, [h(ErrorPanel, { error: session.error, retry: begin })]);
      }
      if (session.state === 'unknown') {
        return h(Skeleton);
      }
      return place.value ? h(components.get(place.value.name), { key: place.value.name }) : nowhere();
    };

    return () => [
      session.state === 'out' ? h(SignIn) : h('div', { class: 'shell' }, [
        h('a', { class: 'skip', href: '#main', onClick: (event) => { event.preventDefault(); document.getElementById('main').focus(); } }, t('nav.skip')),
        side(),
        bar(),
        h('main', { class: 'main', id: 'main', tabindex: -1 }, [content()]),
      ]),
      isSearching.value && h(Palette, { onClose: () => { isSearching.value = false; } }),
      isHelping.value && h(KeyHelp, { onClose: () => { isHelping.value = false; } }),
      h(Questions),
      h(Toasts),
    ];
  },
};
