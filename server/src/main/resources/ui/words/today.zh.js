export default {
  'today.notYet': '此页面尚未完成。',
};
