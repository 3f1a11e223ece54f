// Begins the page.
import { createApp } from '/ui/lib/vue.js';
import { Shell } from '/ui/shared/shell.js';
import { toast } from '/ui/shared/toasts.js';
import { t } from '/ui/shared/i18n.js';

const app = createApp(Shell);
app.config.errorHandler = (error) => {
  console.error(error);
  toast(`${t('error.page')}: ${error.message}`, { kind: 'bad' });
};
app.mount('#app');
