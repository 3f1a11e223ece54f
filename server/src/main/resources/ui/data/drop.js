// Where files are dropped, or chosen.
import { h, ref } from '/ui/lib/vue.js';
import { may, session } from '/ui/shared/api.js';
import { number } from '/ui/shared/format.js';
import { t } from '/ui/shared/i18n.js';
import { Icon } from '/ui/shared/icons.js';
import { Button } from '/ui/shared/parts.js';

const KINDS = '.csv,.txt,.tsv,.gz,.xlsx,.parquet';

/** Event: files, when some were dropped or chosen. */
export const DropZone = {
  emits: ['files'],
  setup(_, { emit }) {
    const input = ref(null);
    const isOver = ref(false);
    const take = (files) => {
      if (files.length > 0 && may('operator')) {
        emit('files', [...files]);
      }
    };
    return () => h('div', {
      class: ['drop-zone', isOver.value && may('operator') && 'over'],
      onDragover: (event) => { event.preventDefault(); isOver.value = true; },
      onDragleave: (event) => { if (!event.currentTarget.contains(event.relatedTarget)) { isOver.value = false; } },
      onDrop: (event) => { event.preventDefault(); isOver.value = false; take(event.dataTransfer.files); },
    }, [
      h(Icon, { name: 'upload' }),
      h('div', { class: 'grow' }, [
        h('strong', t('data.drop')),
        h('div', { class: 'quiet small' }, t('data.drop.kinds', { mb: number(session.meta?.limits.max_upload_mb) })),
      ]),
      h('input', {
        ref: input, type: 'file', hidden: true, accept: KINDS, multiple: true,
        onChange: (event) => { take(event.target.files); event.target.value = ''; },
      }),
      h(Button, { kind: 'primary', text: t('data.choose'), reason: may('operator') ? null : t('role.needsOperator'), onClick: () => input.value.click() }),
    ]);
  },
};
