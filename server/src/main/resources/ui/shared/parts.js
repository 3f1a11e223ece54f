// Small parts that every place uses.
import { h, onBeforeUnmount, ref } from '/ui/lib/vue.js';
import { t, word, has } from '/ui/shared/i18n.js';
import { Icon } from '/ui/shared/icons.js';
import { toast } from '/ui/shared/toasts.js';

/** A button; `reason` disables it and says why. */
export function Button(props, { slots, attrs }) {
  const { kind, icon, label, reason } = props;
  return h('button', {
    type: 'button',
    ...attrs,
    class: ['button', kind, !slots.default && !props.text && 'icon-only', attrs.class],
    disabled: attrs.disabled || Boolean(reason),
    title: reason || label,
    'aria-label': attrs['aria-label'] ?? (slots.default || props.text ? undefined : label),
  }, [icon && h(Icon, { name: icon }), props.text ?? slots.default?.()]);
}
Button.props = ['kind', 'icon', 'label', 'reason', 'text'];
Button.inheritAttrs = false;

/** A word with a colour and an icon, so that the colour is not the only signal. */
export function Chip(props) {
  return h('span', { class: ['chip', props.kind] }, [props.icon && h(Icon, { name: props.icon }), props.text]);
}
Chip.props = ['kind', 'icon', 'text'];

/** Rows that stand for what is still being asked for; shown only when it takes a moment. */
export const Skeleton = {
  props: { rows: { default: 5 } },
  setup(props) {
    const shown = ref(false);
    const timer = setTimeout(() => { shown.value = true; }, 200);
    onBeforeUnmount(() => clearTimeout(timer));
    return () => h('div', { class: 'skeletons', role: 'status' }, [
      h('span', { class: 'hidden' }, t('state.loading')),
      shown.value && Array.from({ length: props.rows }, (_, i) => h('span', { class: 'skeleton', style: { width: `${90 - (i * 17) % 40}%` } })),
    ]);
  },
};

/** Nothing there yet: a sentence, and what to do. */
export function Empty(props, { slots }) {
  return h('div', { class: 'empty' }, [
    props.icon && h(Icon, { name: props.icon }),
    h('h2', props.title),
    props.text && h('p', props.text),
    h('div', { class: 'row wrap' }, slots.default?.()),
  ]);
}
Empty.props = ['icon', 'title', 'text'];

/** What went wrong, why, and what to do; with the code, to be copied. */
export function ErrorPanel(props) {
  const { error, retry } = props;
  const code = error.code ?? 'page';
  const text = [code, error.detail ?? error.message, ...(error.errors ?? []).map((e) => `${e.field}: ${e.message}`)].join('\n');
  return h('section', { class: 'error-panel', role: 'alert' }, [
    h('h2', word('error', code)),
    (error.detail || !error.code) && h('p', error.detail ?? error.message),
    error.errors?.length > 0 && h('ul', error.errors.map((fault) => h('li', `${fault.field}: ${fault.message}`))),
    has(`fix.${code}`) && h('p', { class: 'quiet' }, t(`fix.${code}`)),
    h('div', { class: 'row wrap' }, [
      retry && h(Button, { icon: 'retry', text: t('act.retry'), onClick: retry }),
      h(Button, { icon: 'copy', text: t('act.copy'), onClick: () => copy(text) }),
      h('code', { class: 'quiet' }, code),
    ]),
  ]);
}
ErrorPanel.props = ['error', 'retry'];

/** Puts a text on the clipboard, also where the page is not served securely and the browser has no clipboard for it. */
export async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    const area = Object.assign(document.createElement('textarea'), { value: text });
    (document.querySelector('dialog[open]') ?? document.body).append(area);
    area.select();
    document.execCommand('copy');
    area.remove();
  }
  toast(t('toast.copied'));
}

/** Saves rows as a table that spreadsheets read, Chinese too; texts cannot become formulas there. */
export function saveCsv(name, rows) {
  const cell = (value) => {
    const text = value === null || value === undefined ? '' : String(value);
    const safe = typeof value === 'string' && /^[=+\-@\t\r\0]/.test(text) ? `'${text}` : text;
    return /[",\n\r]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
  };
  const text = `\ufeff${rows.map((row) => row.map(cell).join(',')).join('\r\n')}\r\n`;
  saveFile(name, new Blob([text], { type: 'text/csv;charset=utf-8' }));
}

/** Saves a Blob under a name. */
export function saveFile(name, blob) {
  const link = Object.assign(document.createElement('a'), { href: URL.createObjectURL(blob), download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}

/** How far something is. */
export function Progress(props) {
  const value = Math.max(0, Math.min(100, props.value ?? 0));
  return h('span', {
    class: 'bar-of', role: 'progressbar', 'aria-valuenow': Math.round(value), 'aria-valuemin': 0, 'aria-valuemax': 100, 'aria-label': props.label,
  }, [h('span', { style: { width: `${value}%` } })]);
}
Progress.props = ['value', 'label'];

/** A line of losses, small; its summary is for those who do not see it. */
export function Spark(props) {
  const values = (props.values ?? []).filter((v) => typeof v === 'number');
  if (values.length < 2) {
    return h('span', { class: 'quiet' });
  }
  const width = 72;
  const height = 22;
  const step = Math.max(1, Math.floor(values.length / width));
  const shown = values.filter((_, i) => i % step === 0 || i === values.length - 1);
  const low = Math.min(...shown);
  const span = Math.max(...shown) - low || 1;
  const points = shown.map((v, i) => `${((i / (shown.length - 1)) * width).toFixed(1)},${(height - ((v - low) / span) * height).toFixed(1)}`);
  return h('svg', { class: 'spark', width, height, viewBox: `0 0 ${width} ${height}`, role: 'img', 'aria-label': props.label },
    [h('polyline', { points: points.join(' ') })]);
}
Spark.props = ['values', 'label'];

/** What may be wider or higher than its place; the keyboard reaches it too. */
export function Scroller(props, { slots }) {
  return h('div', { class: 'scroll-x', tabindex: 0, role: 'region', 'aria-label': props.label }, slots.default());
}
Scroller.props = ['label'];

/** Choices side by side, one of them taken. */
export function Segments(props, { emit }) {
  return h('div', { class: 'segments', role: 'group', 'aria-label': props.label }, props.options.map(([value, text]) => h('button', {
    type: 'button', 'aria-pressed': String(value === props.value), onClick: () => emit('pick', value),
  }, text)));
}
Segments.props = ['label', 'options', 'value'];
Segments.emits = ['pick'];
