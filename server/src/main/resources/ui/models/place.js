// Models: the list by identifier, one of them with its versions, and several versions side by side.
import { h } from '/ui/lib/vue.js';
import { route } from '/ui/shared/router.js';
import { Compare } from '/ui/models/compare.js';
import { ModelPage } from '/ui/models/detail.js';
import { ModelList } from '/ui/models/list.js';
import { identifierOf } from '/ui/models/names.js';

export default {
  setup: () => () => {
    const [, name] = route.parts;
    if (name === 'compare') {
      return h(Compare);
    }
    return name ? h(ModelPage, { name, key: identifierOf(name) }) : h(ModelList);
  },
};
