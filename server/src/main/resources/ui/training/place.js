// Training: the table of all trainings, and one of them in detail.
import { h } from '/ui/lib/vue.js';
import { route } from '/ui/shared/router.js';
import { TrainingDetail } from '/ui/training/detail.js';
import { TrainingList } from '/ui/training/list.js';

export default {
  setup: () => () => (route.parts[1] ? h(TrainingDetail, { id: route.parts[1], key: route.parts[1] }) : h(TrainingList)),
};
