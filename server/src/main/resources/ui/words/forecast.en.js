export default {
  'forecast.notYet': 'This place is not built yet.',
};
