// The places of the page, in the order of the navigation. A place is a module with a default export: a component.
export const PLACES = [
  { name: 'today', path: '/', keys: 'g t', owns: [], load: () => import('/ui/today/place.js') },
  { name: 'data', path: '/data', keys: 'g d', owns: ['data', 'products', 'stores'], load: () => import('/ui/data/place.js') },
  { name: 'training', path: '/training', keys: 'g r', owns: ['training'], load: () => import('/ui/training/place.js') },
  { name: 'models', path: '/models', keys: 'g m', owns: ['models'], load: () => import('/ui/models/place.js') },
  { name: 'forecast', path: '/forecasts', keys: 'g f', owns: ['forecasts'], load: () => import('/ui/forecast/place.js') },
  { name: 'settings', path: '/settings', keys: 'g s', owns: ['settings'], load: () => import('/ui/settings/place.js') },
];

/** The place of an address; none for an address that nothing belongs to. */
export const placeOf = (parts) => (parts.length === 0 ? PLACES[0] : PLACES.find((place) => place.owns.includes(parts[0])));
