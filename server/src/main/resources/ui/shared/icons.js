// Icons: lines on a field of 24 by 24. They are decoration; words stand beside them or in a label.
import { h } from '/ui/lib/vue.js';

const PATHS = {
  today: 'M4 11l8-7 8 7M6 9.5V20h12V9.5M10 20v-6h4v6',
  data: 'M4 6c0-1.7 3.6-3 8-3s8 1.3 8 3-3.6 3-8 3-8-1.3-8-3zM4 6v12c0 1.7 3.6 3 8 3s8-1.3 8-3V6M4 12c0 1.7 3.6 3 8 3s8-1.3 8-3',
  training: 'M3 12h4l3-8 4 16 3-8h4',
  models: 'M12 3l9 5-9 5-9-5zM3 12.5l9 5 9-5M3 17l9 5 9-5',
  forecast: 'M3 20h18M4 15l5-5 4 3 4-5M17 8l3-4M20 8V4h-4',
  settings: 'M4 7h10M18 7h2M4 17h2M10 17h10M16 4.5a2.5 2.5 0 1 1 0 5 2.5 2.5 0 0 1 0-5zM8 14.5a2.5 2.5 0 1 1 0 5 2.5 2.5 0 0 1 0-5z',
  search: 'M11 4a7 7 0 1 1 0 14 7 7 0 0 1 0-14zM16 16l5 5',
  plus: 'M12 5v14M5 12h14',
  close: 'M6 6l12 12M18 6L6 18',
  check: 'M5 12.5l4.5 4.5L19 7',
  cross: 'M7 7l10 10M17 7L7 17',
  clock: 'M12 3a9 9 0 1 1 0 18 9 9 0 0 1 0-18zM12 7.5V12l3 2',
  play: 'M8 5l11 7-11 7z',
  stop: 'M7 7h10v10H7z',
  alert: 'M12 4l9 16H3zM12 10v4M12 17v.01',
  up: 'M6 15l6-6 6 6',
  down: 'M6 9l6 6 6-6',
  right: 'M9 6l6 6-6 6',
  left: 'M15 6l-6 6 6 6',
  retry: 'M4 12a8 8 0 1 0 2.5-5.8M4 4v5h5',
  copy: 'M9 9h11v11H9zM5 15H4V4h11v1',
  download: 'M12 4v11M7 11l5 5 5-5M5 20h14',
  upload: 'M12 16V5M7 9l5-5 5 5M5 20h14',
  sun: 'M12 8a4 4 0 1 1 0 8 4 4 0 0 1 0-8zM12 2v2M12 20v2M2 12h2M20 12h2M5 5l1.4 1.4M17.6 17.6L19 19M19 5l-1.4 1.4M6.4 17.6L5 19',
  moon: 'M20 14.5A8.5 8.5 0 1 1 9.5 4a7 7 0 0 0 10.5 10.5z',
  auto: 'M12 3a9 9 0 1 1 0 18 9 9 0 0 1 0-18zM12 3v18M12 7h7M12 12h9M12 17h7',
  language: 'M3 5h10M8 3v2M11 5c-1 4-4 7-7.5 8.5M5.5 8C7 11 9 12.500 12 13.500M12 21l4.500-11L21 21M13.500 17.500h6',
  keyboard: 'M3 6h18v12H3zM7 10v.01M11 10v.01M15 10v.01M18 10v.01M7 14h10',
  star: 'M12 4l2.500 5.200 5.500.700-4 3.900 1 5.700-5-2.800-5 2.800 1-5.700-4-3.900 5.500-.700z',
  trash: 'M4 7h16M9 7V4h6v3M6 7l1 13h10l1-13',
  more: 'M6 12v.01M12 12v.01M18 12v.01',
  user: 'M12 4a4 4 0 1 1 0 8 4 4 0 0 1 0-8zM4 21c1-4 4-6 8-6s7 2 8 6',
};

export function Icon(props) {
  return h('svg', { class: 'icon', viewBox: '0 0 24 24', 'aria-hidden': 'true' }, [h('path', { d: PATHS[props.name] })]);
}
Icon.props = ['name'];
