// The place "data": up to when there are sales, where files go in, what went in, and what there is.
import { h, onMounted } from '/ui/lib/vue.js';
import { may, session } from '/ui/shared/api.js';
import { day } from '/ui/shared/format.js';
import { t } from '/ui/shared/i18n.js';
import { Button, Empty, ErrorPanel, Segments, Skeleton } from '/ui/shared/parts.js';
import { filter, go, route } from '/ui/shared/router.js';
import { acting, trySample } from '/ui/data/acts.js';
import { Catalogue } from '/ui/data/catalogue.js';
import { take } from '/ui/data/draft.js';
import { DropZone } from '/ui/data/drop.js';
import { ImportTable } from '/ui/data/imports.js';
import { imports, loadImports, period } from '/ui/data/state.js';

const VIEWS = ['imports', 'products', 'stores'];

export const DataHome = {
  setup() {
    onMounted(loadImports);
    const view = () => (VIEWS.includes(route.query.view) ? route.query.view : 'imports');
    const files = (some) => {
      take(some);
      go('/data/imports/new');
    };

    const nothing = () => h('div', { class: 'card' }, [h(Empty, { icon: 'data', title: t('data.empty.title'), text: t('data.empty.text') }, () => [
      h(Button, {
        text: t('data.sample'), reason: may('operator') ? null : t('role.needsOperator'), disabled: acting.sample, onClick: trySample,
      }),
    ])]);

    const body = () => {
      if (imports.state === 'loading') {
        return h('div', { class: 'table' }, [h(Skeleton, { rows: 5 })]);
      }
      if (imports.state === 'failed') {
        return h(ErrorPanel, { error: imports.error, retry: loadImports });
      }
      if (imports.items.length === 0) {
        return nothing();
      }
      return [
        h(Segments, {
          label: t('data.views'), value: view(), options: VIEWS.map((name) => [name, t(`data.view.${name}`)]),
          onPick: (name) => filter({ view: name === 'imports' ? null : name, q: null, sort: null }, { replace: false }),
        }),
        view() === 'imports' ? h(ImportTable) : h(Catalogue, { kind: view(), key: view() }),
      ];
    };

    return () => h('div', { class: 'page' }, [
      h('div', { class: 'page-head' }, [
        h('h1', t('place.data')),
        period.value && h('span', { class: 'quiet' }, t('data.period', { from: day(period.value.first), to: day(period.value.last) })),
      ]),
      !may('operator') && session.you && h('div', { class: 'notice info' }, t('role.readOnly')),
      imports.error && imports.state === 'ready' && h('div', { class: 'notice' }, [h('span', { class: 'grow' }, t('data.stale')), h(Button, { icon: 'retry', text: t('act.retry'), onClick: loadImports })]),
      h(DropZone, { onFiles: files }),
      acting.sample && h('div', { class: 'notice info', role: 'status' }, t('data.sample.busy')),
      body(),
    ]);
  },
};

