// What a training wrote, live, to be searched.
import { computed, h, nextTick, onBeforeUnmount, ref, shallowRef, watch } from '/ui/lib/vue.js';
import { get, part } from '/ui/shared/api.js';
import { clock } from '/ui/shared/format.js';
import { t } from '/ui/shared/i18n.js';
import { Button, ErrorPanel } from '/ui/shared/parts.js';
import { listen } from '/ui/shared/stream.js';

const MOST_SHOWN = 500;

export const Log = {
  props: { id: String },
  setup(props) {
    const lines = shallowRef([]);
    const error = ref(null);
    const level = ref('');
    const search = ref('');
    const isFollowing = ref(true);
    const box = ref(null);

    function add(more) {
      const last = lines.value.at(-1)?.line ?? 0;
      const fresh = more.filter((line) => line.line > last);
      if (fresh.length) {
        lines.value = [...lines.value, ...fresh];
      }
    }

    async function load() {
      try {
        add(await get(`/tasks/${part(props.id)}/log`, { as: 'ndjson', query: { since_line: lines.value.at(-1)?.line ?? 0 } }));
        error.value = null;
      } catch (failure) {
        error.value = failure;
      }
    }

    function hear(event) {
      if (event.event === 'training_log' && event.task_id === props.id) {
        // a line that is missing between is asked for
        if (event.line > (lines.value.at(-1)?.line ?? 0) + 1) {
          load();
        } else {
          add([event]);
        }
      }
    }
    onBeforeUnmount(listen({ event: hear, opened: load }));
    load();

    const levels = computed(() => [...new Set(lines.value.map((line) => line.level))]);
    const fitting = computed(() => {
      const text = search.value.toLowerCase();
      return lines.value.filter((line) => (!level.value || line.level === level.value) && (!text || line.message.toLowerCase().includes(text)));
    });
    const shown = computed(() => fitting.value.slice(-MOST_SHOWN));
    watch(shown, () => isFollowing.value && nextTick(() => { if (box.value) { box.value.scrollTop = box.value.scrollHeight; } }));

    function save() {
      const text = lines.value.map((line) => `${line.ts} ${line.level} ${line.message}`).join('\n');
      const link = Object.assign(document.createElement('a'), { href: URL.createObjectURL(new Blob([text], { type: 'text/plain' })), download: `${props.id}.log` });
      link.click();
      setTimeout(() => URL.revokeObjectURL(link.href), 1000);
    }

    return () => h('section', { class: 'card' }, [
      h('div', { class: 'card-head' }, [
        h('h2', { class: 'grow' }, t('detail.log')),
        h('select', { class: 'input short', 'aria-label': t('detail.log.level'), onChange: (event) => { level.value = event.target.value; } },
          [h('option', { value: '' }, t('detail.log.all')), ...levels.value.map((one) => h('option', { value: one, selected: one === level.value }, one))]),
        h('input', { class: 'input short', type: 'search', 'aria-label': t('detail.log.search'), placeholder: t('detail.log.search'), value: search.value, onInput: (event) => { search.value = event.target.value; } }),
        h('label', { class: 'row small' }, [h('input', { type: 'checkbox', checked: isFollowing.value, onChange: (event) => { isFollowing.value = event.target.checked; } }), t('detail.log.follow')]),
        h(Button, { kind: 'plain', icon: 'download', label: t('detail.log.save'), reason: lines.value.length ? null : t('detail.log.empty'), onClick: save }),
      ]),
      error.value && h(ErrorPanel, { error: error.value, retry: load }),
      fitting.value.length > MOST_SHOWN && h('p', { class: 'quiet small' }, t('detail.log.more', { n: MOST_SHOWN })),
      h('div', { class: 'log', ref: box, tabindex: 0, role: 'log', 'aria-label': t('detail.log') }, shown.value.length === 0
        ? [h('p', { class: 'quiet' }, lines.value.length ? t('detail.log.none') : t('detail.log.empty'))]
        : shown.value.map((line) => h('div', { class: ['log-line', line.level.toLowerCase()], key: line.line }, [
          h('span', { class: 'quiet' }, clock(line.ts)), ' ', h('span', { class: 'level' }, line.level), ' ', h('span', line.message),
        ]))),
    ]);
  },
};
