export default {
  'settings.notYet': '此页面尚未完成。',
};
