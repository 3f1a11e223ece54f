export default {
  'data.notYet': '此页面尚未完成。',
};
