// The losses of a training by epoch, live, with another training beside them.
import { computed, h, onBeforeUnmount, ref, watch } from '/ui/lib/vue.js';
import { get, part } from '/ui/shared/api.js';
import { Chart } from '/ui/shared/chart.js';
import { figures } from '/ui/shared/format.js';
import { t, word } from '/ui/shared/i18n.js';
import { Empty, Skeleton } from '/ui/shared/parts.js';
import { filter, route } from '/ui/shared/router.js';
import { listen } from '/ui/shared/stream.js';
import { ENDED, scopeOf, tasks } from '/ui/shared/tasks.js';

const MOST_OTHERS = 60;

/** Points of a curve, `[{epoch, train, val}]`, kept right by events. */
function useCurve(id) {
  const points = ref(null);
  const by = new Map();
  const draw = () => { points.value = [...by.values()].sort((a, b) => a.epoch - b.epoch); };

  async function load() {
    const asked = id();
    if (!asked) {
      points.value = null;
      by.clear();
      return;
    }
    try {
      const told = await get(`/tasks/${part(asked)}/curve`, { as: 'ndjson' });
      if (asked === id()) {
        by.clear();
        told.forEach((point) => by.set(point.epoch, { epoch: point.epoch, train: point.train_loss, val: point.val_loss }));
        draw();
      }
    } catch {
      points.value ??= [];
    }
  }

  function hear(event) {
    if (event.task_id !== id()) {
      return;
    }
    if (event.event === 'training_progress' && event.epoch && typeof event.val_loss === 'number') {
      // an attempt that begins anew tells its epochs again
      [...by.keys()].filter((epoch) => epoch > event.epoch).forEach((epoch) => by.delete(epoch));
      by.set(event.epoch, { epoch: event.epoch, train: event.train_loss, val: event.val_loss });
      draw();
    } else if (event.event === 'training_update' && ENDED.includes(event.status)) {
      load();
    }
  }
  watch(id, load, { immediate: true });
  onBeforeUnmount(listen({ event: hear, opened: load }));
  return points;
}

/** Each value drawn towards those before it: 0 leaves it alone. */
function smoothed(values, weight) {
  let kept = null;
  return values.map((value) => {
    if (typeof value !== 'number') {
      return null;
    }
    kept = kept === null ? value : kept * weight + value * (1 - weight);
    return kept;
  });
}

const nameOf = (task) => `${word('model', task.model_type)} ${scopeOf(task, t)} v${task.version}`;

export const Curve = {
  props: { task: Object },
  setup(props) {
    const isLog = ref(false);
    const smoothing = ref(0);
    const own = useCurve(() => props.task.task_id);
    const otherId = () => route.query.with;
    const other = useCurve(otherId);
    const others = computed(() => {
      const some = tasks.value.filter((task) => task.task_id !== props.task.task_id && task.start_time);
      // other versions of the same model before all others
      return [...some.filter((task) => task.model_identifier === props.task.model_identifier), ...some.filter((task) => task.model_identifier !== props.task.model_identifier)]
        .slice(0, MOST_OTHERS);
    });
    const otherTask = computed(() => tasks.value.find((task) => task.task_id === otherId()));

    const line = (name, points, field, extra) => ({
      name, type: 'line', showSymbol: points.length < 3, symbolSize: 6, lineStyle: { width: 2, ...extra?.lineStyle }, ...extra,
      data: smoothed(points.map((point) => point[field]), smoothing.value).map((value, i) => [points[i].epoch, isLog.value && !(value > 0) ? null : value]),
    });
    const options = computed(() => {
      const points = own.value ?? [];
      const beside = other.value ?? [];
      const scale = isLog.value ? 'log' : 'value';
      return () => ({
        xAxis: { type: 'value', name: t('detail.curve.epoch'), nameLocation: 'middle', nameGap: 28, minInterval: 1, min: 'dataMin', max: 'dataMax' },
        yAxis: { type: scale, scale: true, axisLabel: { formatter: (value) => figures(value, 3) } },
        grid: { left: 8, right: 16, top: 36, bottom: 24, containLabel: true },
        tooltip: { valueFormatter: (value) => figures(value, 5) },
        series: [
          line(t('detail.curve.train'), points, 'train', { lineStyle: { type: 'dashed' } }),
          line(t('detail.curve.val'), points, 'val'),
          ...(beside.length && otherTask.value ? [line(t('detail.curve.other', { name: nameOf(otherTask.value) }), beside, 'val', { lineStyle: { type: 'dotted' } })] : []),
        ],
      });
    });
    const summary = computed(() => {
      const points = (own.value ?? []).filter((point) => typeof point.val === 'number');
      if (points.length === 0) {
        return '';
      }
      const best = points.reduce((a, b) => (b.val < a.val ? b : a));
      return t('detail.curve.summary', { first: figures(points[0].val), last: figures(points.at(-1).val), n: points.length, best: figures(best.val), epoch: best.epoch });
    });
    const table = () => [[t('detail.curve.epoch'), t('detail.curve.train'), t('detail.curve.val')], ...(own.value ?? []).map((point) => [point.epoch, point.train, point.val])];

    const controls = () => h('div', { class: 'row wrap small' }, [
      h('label', { class: 'row' }, [h('input', { type: 'checkbox', checked: isLog.value, onChange: (event) => { isLog.value = event.target.checked; } }), t('detail.curve.log')]),
      h('label', { class: 'row' }, [t('detail.curve.smooth'), h('input', { type: 'range', min: 0, max: 0.95, step: 0.05, value: smoothing.value, onInput: (event) => { smoothing.value = Number(event.target.value); } })]),
      h('select', { class: 'input short overlay', 'aria-label': t('detail.curve.overlay'), onChange: (event) => filter({ with: event.target.value }) },
        [h('option', { value: '' }, t('detail.curve.overlay.none')), ...others.value.map((task) => h('option', { value: task.task_id, selected: task.task_id === otherId() }, nameOf(task)))]),
    ]);

    const body = () => {
      if (own.value === null) {
        return h(Skeleton, { rows: 4 });
      }
      if (own.value.length === 0) {
        return h(Empty, { icon: 'training', title: ENDED.includes(props.task.status) ? t('detail.curve.rule') : t('detail.curve.empty') });
      }
      return h(Chart, { options: options.value, summary: summary.value, table, height: 300 });
    };
    return () => h('section', { class: 'card' }, [h('div', { class: 'card-head' }, [h('h2', { class: 'grow' }, t('detail.curve')), own.value?.length > 0 && controls()]), body()]);
  },
};
