// A chart: drawn by ECharts on a canvas, in the colours of the theme, told in a sentence to those who do not see it, and
// copied as a table.
import { h, onBeforeUnmount, onMounted, ref, watch } from '/ui/lib/vue.js';
import { colours, theme } from '/ui/shared/theme.js';
import { language, t } from '/ui/shared/i18n.js';
import { Button, copy } from '/ui/shared/parts.js';

let library = null;

function dressed(options, colour) {
  const text = { color: colour('quiet'), fontFamily: getComputedStyle(document.body).fontFamily, fontSize: 12 };
  const line = { lineStyle: { color: colour('line') } };
  const axis = (own) => ({
    nameTextStyle: text, axisLine: { lineStyle: { color: colour('line-strong') } }, axisTick: { show: false },
    splitLine: line, ...own, axisLabel: { ...text, ...own.axisLabel },
  });
  return {
    animation: false,
    backgroundColor: 'transparent',
    color: [1, 2, 3, 4, 5].map((i) => colour(`chart-${i}`)),
    textStyle: text,
    grid: { left: 8, right: 16, top: 36, bottom: 8, containLabel: true },
    ...options,
    legend: options.legend === null ? undefined : { top: 0, left: 0, textStyle: text, itemWidth: 18, itemHeight: 8, inactiveColor: colour('line-strong'), ...options.legend },
    // as text and never as HTML: names come from files of sales
    tooltip: {
      trigger: 'axis', renderMode: 'richText', confine: true, backgroundColor: colour('raised'), borderColor: colour('line'),
      textStyle: { ...text, color: colour('text') }, axisPointer: line, ...options.tooltip,
    },
    xAxis: [].concat(options.xAxis ?? []).map(axis),
    yAxis: [].concat(options.yAxis ?? []).map(axis),
  };
}

/**
 * `options(colour)` are ECharts options, drawn again when they, the theme or the language change; `colour('accent')` is a
 * colour of tokens.css. `summary` says what is seen; `table` are the rows to copy, heads first. Event: pick, a click on a
 * point; ready, the chart itself.
 */
export const Chart = {
  props: { options: Function, summary: String, table: Function, height: { default: 280 } },
  emits: ['pick', 'ready'],
  setup(props, { emit }) {
    const element = ref(null);
    let chart = null;
    let isGone = false;
    const draw = () => chart?.setOption(dressed(props.options(colours()), colours()), { notMerge: false, replaceMerge: ['series'] });
    const observer = new ResizeObserver(() => chart?.resize());
    onMounted(async () => {
      library ??= import('/ui/lib/echarts.js');
      const echarts = await library;
      if (isGone) {
        return;
      }
      chart = echarts.init(element.value, null, { renderer: 'canvas' });
      chart.on('click', (event) => emit('pick', event));
      draw();
      observer.observe(element.value);
      emit('ready', chart);
    });
    onBeforeUnmount(() => {
      isGone = true;
      observer.disconnect();
      chart?.dispose();
    });
    watch(() => [props.options, theme.value, language.value], draw, { flush: 'post' });
    return () => h('figure', { style: { margin: 0 } }, [
      h('div', { class: 'chart', ref: element, role: 'img', 'aria-label': props.summary, style: { height: `${props.height}px` } }),
      h('figcaption', { class: 'row between wrap' }, [
        h('span', { class: 'quiet small grow' }, props.summary),
        props.table && h(Button, {
          kind: 'plain', icon: 'copy', label: t('chart.copy'),
          onClick: () => copy(props.table().map((row) => row.map((v) => v ?? '').join('\t')).join('\n')),
        }),
      ]),
    ]);
  },
};
