// The button's few words. The window brings its own catalogues, and the button's for a running chat.

import { config } from "./config";

const WORDS = {
  en: {
    online: "Chat with us",
    busy: "Chat: all agents are busy",
    offline: "Chat is closed",
    opens: "Chat opens ",
    failed: "Chat could not load. Try again",
  },
  ar: {
    online: "تحدّث معنا",
    busy: "جميع الموظفين مشغولون",
    offline: "المحادثة مغلقة",
    opens: "تُفتح المحادثة ",
    failed: "تعذّر التحميل. حاول مرة أخرى",
  },
} as const;

export type Word = keyof (typeof WORDS)["en"];

/** The language of the page, else of the account, else of the browser. */
export const language = chooseLanguage();

export function word(name: Word): string {
  return WORDS[language][name];
}

function chooseLanguage(): keyof typeof WORDS {
  for (const wish of [document.documentElement.lang, config.language, navigator.language]) {
    const main = (wish ?? "").slice(0, 2).toLowerCase();
    if (main === "en" || main === "ar") return main;
  }
  return "en";
}
