export default {
  'models.notYet': '此页面尚未完成。',
};
