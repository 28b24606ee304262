// The button's few words. The window brings its own catalogues.

const WORDS = {
  en: {
    online: "Chat with us",
    busy: "Chat: all agents are busy",
    offline: "Chat is closed",
    opens: "Chat opens ",
    running: "Your chat",
    failed: "Chat could not load. Try again",
    unread: "Chat, new messages: ",
  },
  ar: {
    online: "تحدّث معنا",
    busy: "المحادثة: جميع الموظفين مشغولون",
    offline: "المحادثة مغلقة",
    opens: "تُفتح المحادثة ",
    running: "محادثتك",
    failed: "تعذّر تحميل المحادثة. حاول مرة أخرى",
    unread: "المحادثة، رسائل جديدة: ",
  },
} as const;

export type Language = keyof typeof WORDS;
export type Word = keyof (typeof WORDS)["en"];

export function word(language: Language, name: Word): string {
  return WORDS[language][name];
}

/** The language of the page, else of the account, else of the browser. */
export function chooseLanguage(account: string | undefined): Language {
  for (const wish of [document.documentElement.lang, account, navigator.language]) {
    const main = (wish ?? "").slice(0, 2).toLowerCase();
    if (main === "en" || main === "ar") return main;
  }
  return "en";
}
