// What stands on a card, in the visitor's language. Called by show.ts and the console's preview.
import type { Showing } from "../shared/bridge";
import type { Shown, Texts } from "../tag/rules/types";
import type { Card } from "./card";

const WORDS = {
  en: {
    accept: "Chat now",
    decline: "No, thanks",
    close: "Close",
    region: "Invitation to chat",
    news: "Notice",
    read: "Read more",
    by: "{name} would like to help",
    consent:
      "To chat with you we keep a number for this browser in a cookie, and which of our pages you see. May we?",
    agree: "Yes, chat",
  },
  ar: {
    accept: "ابدأ المحادثة",
    decline: "لا، شكرًا",
    close: "إغلاق",
    region: "دعوة إلى محادثة",
    news: "إشعار",
    read: "اقرأ المزيد",
    by: "يودّ {name} مساعدتك",
    consent:
      "لنتحدث معك نحفظ رقمًا لهذا المتصفح في ملف تعريف ارتباط، والصفحات التي تراها من موقعنا. هل تسمح؟",
    agree: "نعم، لنتحدث",
  },
};

/** What a rule shows; `language` is the page's. */
export function cardOf(shown: Exclude<Shown, { do: "open" }>, language: string): Card {
  const say = (texts: Texts): string => textIn(texts, language);
  if (shown.do === "invite")
    return {
      ...blank(language),
      place: shown.position,
      title: say(shown.title),
      text: say(shown.text),
      image: safeAddress(shown.image),
      ...(say(shown.accept) && { accept: say(shown.accept) }),
      ...(say(shown.decline) && { decline: say(shown.decline) }),
    };
  const banner = shown.do === "banner";
  const link = safeAddress(shown.link);
  return {
    ...blank(language),
    place: banner ? "banner" : "bar",
    text: say(banner ? shown.text : shown.title),
    region: wordsIn(language).news,
    accept: link && wordsIn(language).read,
    decline: "",
    link,
  };
}

export function handCard({ hand }: Showing, language: string): Card {
  const words = wordsIn(language);
  const title = hand?.agent ? words.by.replace("{name}", hand.agent) : "";
  return { ...blank(language), title, text: hand?.text ?? "" };
}

export function consentCard(language: string): Card {
  const words = wordsIn(language);
  return { ...blank(language), text: words.consent, accept: words.agree };
}

function blank(language: string): Card {
  const { accept, decline, close, region } = wordsIn(language);
  const dir = language === "ar" ? "rtl" : "ltr";
  return {
    place: "corner",
    language,
    dir,
    title: "",
    text: "",
    image: "",
    link: "",
    accept,
    decline,
    close,
    region,
  };
}

function wordsIn(language: string): (typeof WORDS)["en"] {
  return WORDS[language as "en"] ?? WORDS.en;
}

function textIn(texts: Texts | undefined, language: string): string {
  const own = texts?.[language] || texts?.[""];
  return own || Object.values(texts ?? {})[0] || "";
}

/** Nothing but what a link on a page may be. */
function safeAddress(address: string): string {
  try {
    const { protocol, href } = new URL(address, location.href);
    return address && /^https?:$/.test(protocol) ? href : "";
  } catch {
    return "";
  }
}
