export default {
  'data.notYet': 'This place is not built yet.',
};
