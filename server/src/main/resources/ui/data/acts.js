// What can be done with imports.
import { reactive } from '/ui/lib/vue.js';
import { part, post } from '/ui/shared/api.js';
import { confirm } from '/ui/shared/dialog.js';
import { day, number } from '/ui/shared/format.js';
import { t } from '/ui/shared/i18n.js';
import { go } from '/ui/shared/router.js';
import { toast, toastError } from '/ui/shared/toasts.js';
import { loadImports, undoImport } from '/ui/data/state.js';

/** What is under way. */
export const acting = reactive({ sample: false, undo: null });

const LOOKS = { checked: ['warn', 'clock'], committed: ['good', 'check'], undone: ['idle', 'retry'] };

/** How the state of an import looks: kind and icon of its chip. */
export const lookOf = (one) => LOOKS[one.status] ?? LOOKS.undone;

/** Takes an import back, after a question that says what goes; true when it is gone. */
export async function undo(one) {
  const isChecked = one.status === 'checked';
  const { quality } = one;
  const text = isChecked ? t('data.discard.text') : t('data.undo.text', {
    rows: quality.rows_stored, from: day(quality.first_date), to: day(quality.last_date), products: number(quality.products), stores: number(quality.stores),
  });
  const title = t(isChecked ? 'data.discard.title' : 'data.undo.title', { file: one.file_name });
  if (!await confirm(title, text, t(isChecked ? 'data.discard' : 'data.undo.act'))) {
    return false;
  }
  acting.undo = one.id;
  try {
    await undoImport(one.id);
    toast(t(isChecked ? 'data.discarded' : 'data.undone', { file: one.file_name }));
    return true;
  } catch (error) {
    toastError(error);
    return false;
  } finally {
    acting.undo = null;
  }
}

/** Has the sample chain checked and opens what was found. */
export async function trySample() {
  acting.sample = true;
  try {
    const report = await post('/imports/sample', undefined);
    loadImports();
    go(`/data/imports/${part(report.id)}`);
  } catch (error) {
    toastError(error);
  } finally {
    acting.sample = false;
  }
}
