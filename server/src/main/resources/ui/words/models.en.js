export default {
  'models.notYet': 'This place is not built yet.',
};
