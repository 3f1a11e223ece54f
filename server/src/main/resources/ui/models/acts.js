// What can be done with models.
import { ask, del, get, may, part, post } from '/ui/shared/api.js';
import { confirm } from '/ui/shared/dialog.js';
import { t } from '/ui/shared/i18n.js';
import { saveFile } from '/ui/shared/parts.js';
import { toast, toastError } from '/ui/shared/toasts.js';
import { loadModels } from '/ui/models/store.js';

const crown = (row) => post(`/models/${part(row.filename_prefix)}/promote`, row.verdict === 'accepted' ? {} : { force: true });

/**
 * Lets forecasts use this version, after a question; `before` is the one that they use now.
 * @returns whether it was done
 */
export async function promote(row, before) {
  const isForced = row.verdict !== 'accepted';
  const text = [
    before ? t('models.promote.from', { before: `v${before.version}`, after: `v${row.version}` }) : t('models.promote.first', { after: `v${row.version}` }),
    isForced && t('models.promote.forced', { reason: row.gate_reason ?? '' }),
  ].filter(Boolean).join(' ');
  if (!await confirm(t('models.promote.title', { version: `v${row.version}` }), text, t('models.promote'), isForced ? 'danger' : 'primary')) {
    return false;
  }
  try {
    await crown(row);
    const canUndo = before && (before.verdict === 'accepted' || may('admin'));
    toast(t('models.promote.done', { version: `v${row.version}` }), canUndo ? { undo: () => undo(before) } : {});
    await loadModels();
    return true;
  } catch (error) {
    toastError(error);
    return false;
  }
}

async function undo(before) {
  try {
    await crown(before);
    toast(t('models.promote.done', { version: `v${before.version}` }));
    await loadModels();
  } catch (error) {
    toastError(error);
  }
}

/** Takes a version out of use, after a question. */
export async function remove(row) {
  const text = [t('models.delete.text'), row.champion && t('models.delete.champion')].filter(Boolean).join(' ');
  if (!await confirm(t('models.delete.title', { version: `v${row.version}` }), text, t('models.delete'))) {
    return false;
  }
  try {
    await del(`/models/${part(row.filename_prefix)}`);
    toast(t('models.delete.done', { version: `v${row.version}` }));
    await loadModels();
    return true;
  } catch (error) {
    toastError(error);
    return false;
  }
}

/** Takes in a file that was exported; the row of its new version, or null when it was refused. */
export async function importFile(file) {
  const form = new FormData();
  form.append('file', file);
  try {
    const row = await ask('POST', '/models/import', { body: form });
    toast(t('models.import.done', { name: row.filename_prefix }));
    await loadModels();
    return row;
  } catch (error) {
    toastError(error);
    return null;
  }
}

/** Saves a file of a version: model, metadata, loss_curve or bundle. */
export async function download(row, kind) {
  const names = { bundle: '.zip', metadata: '_metadata.json', loss_curve: '_loss_curve.png' };
  const model = row.manifest?.find((file) => file.name.startsWith(`${row.filename_prefix}_model.`));
  try {
    const blob = await get(`/models/${part(row.filename_prefix)}/files/${kind}`, { as: 'blob' });
    saveFile(kind === 'model' ? model?.name ?? `${row.filename_prefix}_model` : row.filename_prefix + names[kind], blob);
  } catch (error) {
    toastError(error);
  }
}
