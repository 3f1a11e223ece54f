// Data: imports with what was found in them, and the catalogue of what the sales hold.
import { h } from '/ui/lib/vue.js';
import { route } from '/ui/shared/router.js';
import { DataHome } from '/ui/data/home.js';
import { ImportReport } from '/ui/data/report.js';
import { MappingPage } from '/ui/data/mapping.js';
import { SeriesPage } from '/ui/data/series.js';

export default {
  setup: () => () => {
    const [place, second, third] = route.parts;
    if (place !== 'data') {
      return h(SeriesPage, { kind: place, id: second, key: `${place}/${second}` });
    }
    if (second !== 'imports') {
      return h(DataHome);
    }
    return third === 'new' ? h(MappingPage) : h(ImportReport, { id: third, key: third });
  },
};
