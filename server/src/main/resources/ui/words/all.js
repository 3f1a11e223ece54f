// All words of the page: one file for each place and language, with the same keys in both languages.
import shellEn from '/ui/words/shell.en.js';
import todayEn from '/ui/words/today.en.js';
import dataEn from '/ui/words/data.en.js';
import trainingEn from '/ui/words/training.en.js';
import modelsEn from '/ui/words/models.en.js';
import forecastEn from '/ui/words/forecast.en.js';
import settingsEn from '/ui/words/settings.en.js';
import shellZh from '/ui/words/shell.zh.js';
import todayZh from '/ui/words/today.zh.js';
import dataZh from '/ui/words/data.zh.js';
import trainingZh from '/ui/words/training.zh.js';
import modelsZh from '/ui/words/models.zh.js';
import forecastZh from '/ui/words/forecast.zh.js';
import settingsZh from '/ui/words/settings.zh.js';

export const en = { ...shellEn, ...todayEn, ...dataEn, ...trainingEn, ...modelsEn, ...forecastEn, ...settingsEn };
export const zh = { ...shellZh, ...todayZh, ...dataZh, ...trainingZh, ...modelsZh, ...forecastZh, ...settingsZh };
