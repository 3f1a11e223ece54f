// One product or one store: what is known of it, and its days.
import { computed, h, onMounted, ref, shallowRef, watch } from '/ui/lib/vue.js';
import { get, may, part } from '/ui/shared/api.js';
import { findProducts, findStores } from '/ui/shared/catalog.js';
import { Chart } from '/ui/shared/chart.js';
import { IdPicker, TextField } from '/ui/shared/form.js';
import { day, number } from '/ui/shared/format.js';
import { t } from '/ui/shared/i18n.js';
import { Icon } from '/ui/shared/icons.js';
import { Button, Empty, ErrorPanel, saveCsv, Segments, Skeleton } from '/ui/shared/parts.js';
import { filter, go, Link, route } from '/ui/shared/router.js';
import { dayRows, historyChart, summaryOf } from '/ui/data/history.js';
import { dayAfter } from '/ui/data/state.js';

const KINDS = {
  products: { own: 'product_id', other: 'store_id', name: 'store', find: findStores, count: 'stores' },
  stores: { own: 'store_id', other: 'product_id', name: 'product', find: findProducts, count: 'products' },
};
const RANGES = ['90', '365', 'all'];

export const SeriesPage = {
  props: { kind: String, id: String },
  setup(props) {
    const kind = KINDS[props.kind];
    const item = ref(null);
    const history = shallowRef(null);
    const error = ref(null);
    let asked = 0;

    const range = computed(() => (RANGES.includes(route.query.range) ? route.query.range : '365'));
    const from = computed(() => route.query.from ?? (range.value === 'all' || !item.value ? null : dayAfter(item.value.last_date, 1 - Number(range.value))));
    const chosen = computed(() => route.query[kind.name] ?? null);

    async function load() {
      const mine = ++asked;
      error.value = null;
      try {
        item.value ??= await get(`/${props.kind}/${part(props.id)}`);
        const found = await get('/sales', { query: { [kind.own]: props.id, [kind.other]: chosen.value, start_date: from.value, end_date: route.query.to } });
        if (mine === asked) {
          history.value = found;
        }
      } catch (failure) {
        if (mine === asked) {
          error.value = failure;
          history.value = null;
        }
      }
    }
    onMounted(load);
    watch(() => [from.value, route.query.to, chosen.value], load);

    const head = () => h('div', { class: 'page-head' }, [
      h('div', { class: 'grow' }, [
        h(Link, { to: `/data?view=${props.kind}`, class: 'small back' }, () => [h(Icon, { name: 'left' }), t(`data.view.${props.kind}`)]),
        h('h1', props.id),
      ]),
      h(Button, { icon: 'forecast', text: t('data.series.trainings'), onClick: () => go(`/training?q=${encodeURIComponent(props.id)}`) }),
      h(Button, { kind: 'primary', icon: 'training', text: t('data.report.train'), reason: may('operator') ? null : t('role.needsOperator'), onClick: () => go('/training?new=1') }),
    ]);

    const facts = () => h('section', { class: 'card' }, [h('dl', { class: 'facts' }, [
      ['data.fact.period', `${day(item.value.first_date)} – ${day(item.value.last_date)}`],
      ['data.column.quantity', number(item.value.quantity)],
      [`data.column.${kind.count}`, number(item.value[kind.count])],
      ['data.column.rows', number(item.value.rows)],
    ].map(([key, value]) => h('div', { class: key === 'data.fact.period' ? 'wide' : null }, [h('dt', t(key)), h('dd', value)])))]);

    const choices = () => h('div', { class: 'choices' }, [
      h(IdPicker, {
        label: t(`data.series.${kind.name}`), hint: chosen.value ? null : t(`data.series.${kind.name}.all`), value: chosen.value ? [chosen.value] : [], find: kind.find, single: true,
        onChange: (ids) => filter({ [kind.name]: ids.at(-1) ?? null }),
      }),
      h(TextField, { label: t('data.series.from'), type: 'date', value: from.value ?? item.value.first_date, onChange: (text) => filter({ from: text || null }) }),
      h(TextField, { label: t('data.series.to'), type: 'date', value: route.query.to ?? item.value.last_date, onChange: (text) => filter({ to: text || null }) }),
      h(Segments, {
        label: t('data.series.range'), value: route.query.from || route.query.to ? '' : range.value, options: RANGES.map((name) => [name, t(`data.range.${name}`)]),
        onPick: (name) => filter({ range: name === '365' ? null : name, from: null, to: null }),
      }),
    ]);

    const options = computed(() => history.value && historyChart(history.value.days));
    const chart = () => {
      if (error.value) {
        return h(ErrorPanel, { error: error.value, retry: load });
      }
      if (!history.value) {
        return h(Skeleton, { rows: 5 });
      }
      if (history.value.days.length === 0) {
        return h(Empty, { icon: 'search', title: t('data.series.none'), text: t('data.series.none.text') });
      }
      return [
        history.value.truncated && h('div', { class: 'notice info' }, t('data.series.truncated', { n: history.value.days.length })),
        h(Chart, { options: options.value, summary: summaryOf(history.value.days), table: () => dayRows(history.value.days), height: 340 }),
      ];
    };

    return () => h('div', { class: 'page' }, [
      head(),
      error.value && !item.value ? h(ErrorPanel, { error: error.value, retry: load }) : !item.value ? h('div', { class: 'card' }, [h(Skeleton, { rows: 8 })]) : [
        facts(),
        h('section', { class: 'card stack tight' }, [
          h('div', { class: 'card-head' }, [
            h('h2', { class: 'grow' }, t('data.series.days')),
            h(Button, {
              kind: 'plain', icon: 'download', label: t('data.series.save'), reason: history.value?.days.length ? null : t('data.series.none'),
              onClick: () => saveCsv(`${props.kind}-sales.csv`, dayRows(history.value.days)),
            }),
          ]),
          choices(),
          chart(),
        ]),
      ],
    ]);
  },
};
