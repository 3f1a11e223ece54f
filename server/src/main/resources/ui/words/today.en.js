export default {
  'today.notYet': 'This place is not built yet.',
};
