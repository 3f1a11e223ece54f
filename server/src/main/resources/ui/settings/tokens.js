// Tokens: who may use the server and as what. A new one is shown once.
import { computed, h, reactive, ref } from '/ui/lib/vue.js';
import { del, get, may, part, post, session } from '/ui/shared/api.js';
import { confirm, Dialog } from '/ui/shared/dialog.js';
import { dateTime } from '/ui/shared/format.js';
import { SelectField, TextField } from '/ui/shared/form.js';
import { t } from '/ui/shared/i18n.js';
import { Button, Chip, copy, Empty, ErrorPanel, Scroller, Skeleton } from '/ui/shared/parts.js';
import { toast, toastError } from '/ui/shared/toasts.js';

const ROLES = ['viewer', 'operator', 'admin'];

/** The form of a new token, and after it the secret, this once. */
const NewToken = {
  emits: ['close', 'made'],
  setup(props, { emit }) {
    const form = reactive({ name: '', role: 'viewer' });
    const error = ref(null);
    const made = ref(null);
    const isSending = ref(false);
    const link = computed(() => `${location.origin}/?token=${encodeURIComponent(made.value?.secret ?? '')}`);

    async function submit(event) {
      event.preventDefault();
      isSending.value = true;
      try {
        made.value = await post('/tokens', { name: form.name.trim(), role: form.role });
        error.value = null;
        emit('made');
      } catch (refused) {
        error.value = refused;
      }
      isSending.value = false;
    }

    const fields = () => h('form', { class: 'stack', id: 'new-token', onSubmit: submit }, [
      h(TextField, { label: t('settings.token.name'), hint: t('settings.token.name.hint'), value: form.name, maxlength: 100, required: true, autofocus: true, fault: error.value?.at?.('name'), onChange: (name) => { form.name = name; } }),
      h(SelectField, { label: t('settings.token.role'), value: form.role, options: ROLES.map((role) => [role, t(`role.${role}`)]), hint: t(`settings.role.${form.role}`), fault: error.value?.at?.('role'), onChange: (role) => { form.role = role; } }),
      error.value && !error.value.errors?.length && h(ErrorPanel, { error: error.value }),
    ]);
    const secret = () => h('div', { class: 'stack' }, [
      h('div', { class: 'notice' }, t('settings.token.once')),
      h('div', { class: 'field' }, [h('span', { class: 'legend' }, t('settings.token.secret')), h('code', { class: 'secret' }, made.value.secret)]),
      h('div', { class: 'row wrap' }, [
        h(Button, { kind: 'primary', icon: 'copy', text: t('settings.token.copy'), onClick: () => copy(made.value.secret) }),
        h(Button, { icon: 'copy', text: t('settings.token.copyLink'), onClick: () => copy(link.value) }),
      ]),
    ]);
    return () => h(Dialog, { title: t('settings.token.new'), onClose: () => emit('close') }, {
      default: () => (made.value ? secret() : fields()),
      foot: () => [h('span', { class: 'grow' }), made.value
        ? h(Button, { text: t('act.close'), onClick: () => emit('close') })
        : h('button', { class: 'button primary', type: 'submit', form: 'new-token', disabled: isSending.value || !form.name.trim() }, t('settings.token.create'))],
    });
  },
};

export const Tokens = {
  setup() {
    const list = ref(null);
    const error = ref(null);
    const isMaking = ref(false);
    const withOld = ref(false);

    async function load() {
      try {
        list.value = (await get('/tokens')).items;
        error.value = null;
      } catch (failure) {
        error.value = failure;
      }
    }
    if (may('admin')) {
      load();
    }

    async function revoke(token) {
      if (!await confirm(t('settings.token.revoke.title', { name: token.name }), t('settings.token.revoke.text'), t('settings.token.revoke'))) {
        return;
      }
      try {
        await del(`/tokens/${part(token.id)}`);
        toast(t('settings.token.revoked.done', { name: token.name }));
        await load();
      } catch (failure) {
        toastError(failure);
      }
    }

    const body = () => {
      if (!may('admin')) {
        return h('p', { class: 'quiet' }, t('settings.tokens.adminOnly'));
      }
      if (error.value) {
        return h(ErrorPanel, { error: error.value, retry: load });
      }
      if (list.value === null) {
        return h(Skeleton, { rows: 3 });
      }
      const shown = list.value.filter((token) => withOld.value || !token.revoked_at);
      return shown.length === 0 ? h(Empty, { title: t('settings.tokens.empty') }) : h(Scroller, { label: t('settings.tokens') }, () => h('table', { class: 'plain-table' }, [
        h('thead', h('tr', [h('th', t('settings.token.name')), h('th', t('settings.token.role')), h('th', { class: 'only-wide' }, t('settings.token.created')), h('th', h('span', { class: 'hidden' }, t('settings.token.revoke')))])),
        h('tbody', shown.map((token) => h('tr', { key: token.id }, [
          h('td', [token.name]),
          h('td', t(`role.${token.role}`)),
          h('td', { class: 'only-wide' }, dateTime(token.created_at)),
          h('td', { class: 'right' }, token.revoked_at
            ? h(Chip, { kind: 'idle', icon: 'stop', text: t('settings.token.revoked', { when: dateTime(token.revoked_at) }) })
            : h(Button, { kind: 'danger', text: t('settings.token.revoke'), 'aria-label': t('settings.token.revoke.title', { name: token.name }), onClick: () => revoke(token) })),
        ]))),
      ]));
    };

    return () => h('section', { class: 'card stack' }, [
      h('div', { class: 'row wrap between' }, [
        h('h2', t('settings.tokens')),
        h('div', { class: 'row wrap' }, [
          list.value?.some((token) => token.revoked_at) && h('label', { class: 'row small' }, [h('input', { type: 'checkbox', checked: withOld.value, onChange: (event) => { withOld.value = event.target.checked; } }), t('settings.tokens.old')]),
          h(Button, { kind: 'primary', icon: 'plus', text: t('settings.token.new'), reason: may('admin') ? null : t('role.needsAdmin'), onClick: () => { isMaking.value = true; } }),
        ]),
      ]),
      h('p', { class: 'quiet' }, t('settings.tokens.text', { name: session.you?.name ?? '', role: session.you ? t(`role.${session.you.role}`) : '' })),
      h('dl', { class: 'roles' }, ROLES.map((role) => [h('dt', { key: role }, t(`role.${role}`)), h('dd', t(`settings.role.${role}`))])),
      body(),
      isMaking.value && h(NewToken, { onMade: load, onClose: () => { isMaking.value = false; } }),
    ]);
  },
};
