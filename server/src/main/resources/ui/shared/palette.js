// Ctrl+K: places, acts, products, stores, models and trainings by a few letters.
import { computed, h, nextTick, onMounted, ref, watch } from '/ui/lib/vue.js';
import { get, part } from '/ui/shared/api.js';
import { findProducts, findStores } from '/ui/shared/catalog.js';
import { Icon } from '/ui/shared/icons.js';
import { t, word } from '/ui/shared/i18n.js';
import { PLACES } from '/ui/shared/places.js';
import { go } from '/ui/shared/router.js';
import { scopeOf, tasks } from '/ui/shared/tasks.js';

const MOST_OF_KIND = 6;

export const Palette = {
  emits: ['close'],
  setup(_, { emit }) {
    const element = ref(null);
    const text = ref('');
    const at = ref(0);
    const remote = ref([]);
    let asked = 0;
    let timer = null;
    onMounted(() => element.value.showModal());

    const has = (words) => words.toLowerCase().includes(text.value.trim().toLowerCase());
    const places = computed(() => PLACES.map((place) => ({ icon: place.name, text: t(`place.${place.name}`), kind: t('search.place'), to: place.path })));
    const trainings = computed(() => {
      const some = [];
      for (const task of tasks.value) {
        if (some.length < MOST_OF_KIND && has(`${task.filename_prefix} ${task.task_id} ${scopeOf(task, t)} ${task.model_type}`)) {
          some.push({
            icon: 'training', text: `${word('model', task.model_type)} · ${scopeOf(task, t)} · v${task.version}`,
            kind: word('status', task.status), to: `/training/${part(task.task_id)}`,
          });
        }
      }
      return some;
    });
    const results = computed(() => [
      ...places.value.filter((one) => has(one.text)),
      ...remote.value,
      ...(text.value.trim() ? trainings.value : []),
    ]);

    // models have no search of their own: an identifier is asked for as it is, and the newest ones are looked through
    async function models() {
      const page = await get('/models', { query: { limit: 200 } });
      const found = page.items.map((model) => model.filename_prefix).filter(has);
      return found.slice(0, MOST_OF_KIND).map((prefix) => ({ icon: 'models', text: prefix, kind: t('search.model'), to: `/models/${part(prefix)}` }));
    }

    async function look() {
      const mine = ++asked;
      const prefix = text.value.trim();
      if (!prefix) {
        remote.value = [];
        return;
      }
      const all = await Promise.all([
        findProducts(prefix).then((some) => some.map(({ id, note }) => ({ icon: 'data', text: id, note, kind: t('search.product'), to: `/products/${part(id)}` }))),
        findStores(prefix).then((some) => some.map(({ id, note }) => ({ icon: 'data', text: id, note, kind: t('search.store'), to: `/stores/${part(id)}` }))),
        models(),
      ].map((asking) => asking.catch(() => [])));
      if (mine === asked) {
        remote.value = all.flatMap((some) => some.slice(0, MOST_OF_KIND));
      }
    }
    watch(text, () => {
      at.value = 0;
      clearTimeout(timer);
      timer = setTimeout(look, 150);
    });

    function open(result) {
      if (result) {
        emit('close');
        go(result.to);
      }
    }

    function key(event) {
      if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
        event.preventDefault();
        at.value = Math.max(0, Math.min(results.value.length - 1, at.value + (event.key === 'ArrowDown' ? 1 : -1)));
        nextTick(() => document.getElementById(`found-${at.value}`)?.scrollIntoView({ block: 'nearest' }));
      } else if (event.key === 'Enter') {
        event.preventDefault();
        open(results.value[at.value]);
      }
    }

    return () => h('dialog', {
      ref: element, class: 'wide', 'aria-label': t('search.open'), onClose: () => emit('close'),
      onMousedown: (event) => { if (event.target === element.value) { emit('close'); } },
    }, [
      h('input', {
        class: 'palette-input', type: 'text', role: 'combobox', 'aria-expanded': 'true', 'aria-controls': 'found', autofocus: true, autocomplete: 'off',
        'aria-activedescendant': results.value.length ? `found-${at.value}` : undefined, 'aria-label': t('search.open'), placeholder: t('search.hint'),
        value: text.value, onInput: (event) => { text.value = event.target.value; }, onKeydown: key,
      }),
      h('ul', { class: 'palette-list', id: 'found', role: 'listbox', 'aria-label': t('search.results') }, results.value.length === 0
        ? [h('li', { role: 'option', 'aria-selected': 'false', 'aria-disabled': 'true', class: 'quiet' }, t('search.none'))]
        : results.value.map((result, i) => h('li', {
          key: result.to, id: `found-${i}`, role: 'option', 'aria-selected': String(i === at.value),
          onClick: () => open(result), onMousemove: () => { at.value = i; },
        }, [h(Icon, { name: result.icon }), h('span', { class: 'cut' }, result.text), result.note && h('span', { class: 'quiet small' }, result.note), h('span', { class: 'kind' }, result.kind)]))),
    ]);
  },
};
