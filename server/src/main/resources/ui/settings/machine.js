// What the server runs on: its checks in words, workers, disk, and how to back the store up.
import { h, onBeforeUnmount, ref } from '/ui/lib/vue.js';
import { get, session } from '/ui/shared/api.js';
import { dateTime, number } from '/ui/shared/format.js';
import { t, word } from '/ui/shared/i18n.js';
import { Icon } from '/ui/shared/icons.js';
import { Button, copy, ErrorPanel, Progress, Skeleton } from '/ui/shared/parts.js';
import { bytes } from '/ui/models/look.js';

const AGAIN_MILLIS = 10000;
const LEAST_FREE = 2 ** 30;
const STORED = ['sales', 'models', 'database', 'logs', 'uploads'];
const BACK_UP = 'tar --exclude=.local-token -czf shoptraining-backup.tar.gz DATA_DIRECTORY';

/** What can be checked from here, each with a sentence; `ok` is null for what is only told. */
function checks(machine) {
  const off = session.meta.model_types.filter((type) => !type.available);
  return [
    { name: 'java', ok: true, text: t('settings.check.javaIs', { version: machine.java_version, vendor: machine.java_vendor }) },
    { name: 'disk', ok: machine.disk_free_bytes >= LEAST_FREE, text: t('settings.check.diskIs', { free: bytes(machine.disk_free_bytes) }) },
    { name: 'workers', ok: !machine.workers.fault, text: machine.workers.fault ?? t('settings.check.workersOk') },
    {
      name: 'models', ok: off.length === 0,
      text: off.length === 0 ? t('settings.check.modelsOk', { n: session.meta.model_types.length }) : off.map((type) => `${word('model', type.model_type)}: ${type.unavailable}`).join('; '),
    },
  ];
}

const command = (text) => h('div', { class: 'command' }, [h('code', text), h(Button, { kind: 'plain', icon: 'copy', label: t('act.copy'), onClick: () => copy(text) })]);

export const Machine = {
  setup() {
    const machine = ref(null);
    const error = ref(null);
    async function load() {
      try {
        machine.value = await get('/machine');
        error.value = null;
      } catch (failure) {
        error.value = failure;
      }
    }
    load();
    const timer = setInterval(load, AGAIN_MILLIS);
    onBeforeUnmount(() => clearInterval(timer));

    const doctor = (now) => h('section', { class: 'card stack' }, [
      h('h2', t('settings.doctor')),
      h('ul', { class: 'checks' }, checks(now).map((check) => h('li', { key: check.name, class: check.ok ? 'good' : 'bad' }, [
        h(Icon, { name: check.ok ? 'check' : 'alert' }), h('span', [h('strong', t(`settings.check.${check.name}`)), ' ', h('span', { class: 'hidden' }, t(check.ok ? 'settings.check.isOk' : 'settings.check.isBad')), check.text]),
      ]))),
      h('p', { class: 'quiet small' }, t('settings.doctor.text')),
      command('./shoptraining doctor'),
    ]);

    const workers = ({ workers: now }) => h('section', { class: 'card stack' }, [
      h('h2', t('settings.workers')),
      h('p', t('settings.workers.text', { busy: now.busy, most: now.most })),
      h(Progress, { value: now.most ? (now.busy / now.most) * 100 : 0, label: t('settings.workers') }),
      h('dl', { class: 'facts' }, [
        ...['busy', 'idle', 'starting', 'lost'].map((name) => h('div', { key: name }, [h('dt', t(`settings.workers.${name}`)), h('dd', { class: 'number' }, number(now[name]))])),
        ...['max_attempts', 'max_queued', 'task_time_limit_seconds', 'task_memory_limit_mb'].filter((name) => session.meta.limits[name])
          .map((name) => h('div', { key: name }, [h('dt', t(`settings.limit.${name}`)), h('dd', { class: 'number' }, number(session.meta.limits[name]))])),
      ]),
    ]);

    const storage = (now) => h('section', { class: 'card stack' }, [
      h('h2', t('settings.storage')),
      h('p', t('settings.storage.text', { free: bytes(now.disk_free_bytes), total: bytes(now.disk_total_bytes) })),
      h(Progress, { value: 100 - (now.disk_free_bytes / now.disk_total_bytes) * 100, label: t('settings.storage.used') }),
      h('dl', { class: 'facts' }, STORED.map((name) => h('div', { key: name }, [h('dt', t(`settings.stored.${name}`)), h('dd', { class: 'number' }, bytes(now.stored_bytes[name]))]))),
      h('h3', t('settings.backup')),
      h('ol', { class: 'steps' }, [
        h('li', t('settings.backup.stop')),
        h('li', [t('settings.backup.copy'), command(BACK_UP)]),
        h('li', [t('settings.backup.check'), command('./shoptraining model verify --all')]),
      ]),
      h('p', { class: 'quiet small' }, t('settings.backup.restore')),
    ]);

    return () => {
      if (error.value && !machine.value) {
        return h('section', { class: 'card' }, h(ErrorPanel, { error: error.value, retry: load }));
      }
      if (!machine.value) {
        return h('section', { class: 'card' }, h(Skeleton, { rows: 5 }));
      }
      const now = machine.value;
      return [
        error.value && h('div', { class: 'notice' }, t('settings.stale')),
        h('div', { class: 'halves even' }, [
          h('div', { class: 'stack' }, [doctor(now), workers(now)]),
          storage(now),
        ]),
        h('p', { class: 'quiet small' }, t('settings.machine', { system: now.system, n: now.processors, memory: bytes(now.memory_max_bytes), since: dateTime(now.started_at) })),
      ];
    };
  },
};
