export default {
  'forecast.notYet': '此页面尚未完成。',
};
