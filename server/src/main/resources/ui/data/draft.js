// Files on their way in: kept by this window until they are checked, so that their columns can be named again.
import { markRaw, reactive } from '/ui/lib/vue.js';
import { send } from '/ui/data/upload.js';

/** The fields of which a file has one column at most, as the API names them. */
export const SINGLE = ['date', 'product', 'quantity', 'store', 'price', 'promotion', 'open', 'holiday'];
export const REQUIRED = ['date', 'product', 'quantity'];
export const FIELDS = [...SINGLE, 'covariate', 'ignore'];

const HEAD_BYTES = 1 << 20;

/** `files` wait, the first of them is worked on; `fields` are what its columns mean, one for each. */
export const draft = reactive({
  files: [], columns: null, fields: [], dateFormat: '', duplicates: 'merge', step: 'idle', progress: 0, error: null, importId: null,
});

/** Takes files; the columns of the first are asked for. */
export function take(files) {
  draft.files = [...files].map((file) => markRaw(file));
  return look();
}

/** Goes on with the file after this one; false when there is none. */
export function next() {
  draft.files = draft.files.slice(1);
  draft.importId = null;
  return draft.files.length > 0;
}

// of a text the beginning is enough, cut behind a whole line
async function head(file) {
  const start = new Uint8Array(await file.slice(0, HEAD_BYTES).arrayBuffer());
  const isPacked = (start[0] === 0x1f && start[1] === 0x8b) || (start[0] === 0x50 && (start[1] === 0x4b || start[1] === 0x41));
  const end = start.lastIndexOf(10);
  return isPacked || file.size <= HEAD_BYTES || end < 0 ? file : new File([file.slice(0, end + 1)], file.name);
}

/** Asks for the columns of the first file. */
export async function look() {
  Object.assign(draft, { columns: null, fields: [], dateFormat: '', duplicates: 'merge', step: 'looking', progress: 0, error: null });
  try {
    const found = await send('/imports/columns', await head(draft.files[0]), {}, (share) => { draft.progress = share; });
    // what no heading stands for is not imported unless somebody says so
    draft.fields = found.columns.map((column) => (SINGLE.includes(column.field) ? column.field : 'ignore'));
    draft.columns = found;
    draft.step = 'named';
  } catch (error) {
    Object.assign(draft, { error, step: 'failed' });
  }
}

function mapping() {
  return Object.fromEntries(draft.columns.columns.map((column, i) => [column.heading, draft.fields[i]]));
}

/** Has the whole file checked as its columns were named; the answer is the report, or null when it was refused. */
export async function check() {
  Object.assign(draft, { step: 'sending', progress: 0, error: null });
  try {
    const query = { mapping: JSON.stringify(mapping()), duplicates: draft.duplicates, date_format: draft.dateFormat };
    const report = await send('/imports', draft.files[0], query, (share) => {
      draft.progress = share;
      draft.step = share < 1 ? 'sending' : 'checking';
    });
    Object.assign(draft, { step: 'named', importId: report.id });
    return report;
  } catch (error) {
    Object.assign(draft, { error, step: 'named' });
    return null;
  }
}
