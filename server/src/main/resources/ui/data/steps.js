// How far an import is: columns, check, in the sales.
import { h } from '/ui/lib/vue.js';
import { t } from '/ui/shared/i18n.js';
import { Icon } from '/ui/shared/icons.js';

const STEPS = ['map', 'check', 'import'];

/** `now` is the number of the step that is under way; 3 when all are done. */
export function Steps(props) {
  return h('ol', { class: 'stages', 'aria-label': t('data.steps') }, STEPS.map((step, i) => h('li', {
    key: step, class: i < props.now ? 'done' : i === props.now ? 'now' : null, 'aria-current': i === props.now ? 'step' : undefined,
  }, [h(Icon, { name: i < props.now ? 'check' : i === props.now ? 'play' : 'clock' }), t(`data.steps.${step}`)])));
}
Steps.props = ['now'];
