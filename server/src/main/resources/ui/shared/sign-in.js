// Asks for a token when nobody is signed in. The address stays, so that one lands where one wanted to go.
import { h, ref } from '/ui/lib/vue.js';
import { signIn } from '/ui/shared/api.js';
import { TextField } from '/ui/shared/form.js';
import { language, switchLanguage, t } from '/ui/shared/i18n.js';
import { Button } from '/ui/shared/parts.js';
import { route, go } from '/ui/shared/router.js';

export const SignIn = {
  setup() {
    const token = ref('');
    const isAsking = ref(false);
    const fault = ref('');
    if ('token' in route.query) {
      // the link's token was refused; it does not stay in the address
      fault.value = 'signIn.refused';
      go('/', { replace: true });
    }

    async function submit(event) {
      event.preventDefault();
      isAsking.value = true;
      try {
        // a link may be pasted as a whole
        const bare = token.value.trim().replace(/^.*[?&]token=/, '');
        fault.value = await signIn(bare) ? '' : 'signIn.refused';
      } catch {
        fault.value = 'error.unreachable';
      }
      isAsking.value = false;
    }

    return () => h('main', { class: 'sign-in' }, [h('form', { class: 'card stack', onSubmit: submit }, [
      h('div', { class: 'row between' }, [
        h('h1', t('signIn.title')),
        h(Button, { kind: 'plain', text: language.value === 'en' ? '中文' : 'EN', onClick: () => switchLanguage(language.value === 'en' ? 'zh-CN' : 'en') }),
      ]),
      h('p', { class: 'quiet' }, t('signIn.text')),
      h(TextField, {
        label: t('signIn.token'), type: 'password', value: token.value, fault: fault.value && t(fault.value), autofocus: true,
        onChange: (value) => { token.value = value; },
      }),
      h('button', { class: 'button primary', type: 'submit', disabled: isAsking.value || !token.value.trim() }, t('signIn.act')),
    ])]);
  },
};
