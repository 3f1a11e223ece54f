// Settings: who may use the server, what it runs on, language and theme, and about the program.
import { h } from '/ui/lib/vue.js';
import { may, session } from '/ui/shared/api.js';
import { t } from '/ui/shared/i18n.js';
import { About } from '/ui/settings/about.js';
import { Appearance } from '/ui/settings/appearance.js';
import { Machine } from '/ui/settings/machine.js';
import { Tokens } from '/ui/settings/tokens.js';

export default {
  setup: () => () => h('div', { class: 'page' }, [
    h('div', { class: 'page-head' }, [h('h1', t('place.settings'))]),
    !may('operator') && session.you && h('div', { class: 'notice info' }, t('role.readOnly')),
    h(Appearance),
    h(Tokens),
    h(Machine),
    h(About),
  ]),
};
