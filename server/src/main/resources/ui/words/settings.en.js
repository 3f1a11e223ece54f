export default {
  'settings.notYet': 'This place is not built yet.',
};
