// The button's few words. The window brings its own catalogues, and the button's for a running chat.
import { config, fileOf } from "./config";
import { ask } from "./guard";

/** Those of other languages are in words.json, which only their visitors load: no language makes the tag larger. */
let words = {
  online: "Chat with us",
  busy: "Chat: all agents are busy",
  offline: "Chat is closed",
  opens: "Chat opens ",
  failed: "Chat could not load. Try again",
};

export type Word = keyof typeof words;

/** The language of the page, else of the account, else of the browser. */
export const language = chooseLanguage();

export function word(name: Word): string {
  return words[name];
}

/** English until they have come, and where they do not. */
export function loadWords(loaded: () => void): void {
  if (language !== "en" && config.words)
    ask(fileOf(config.words), {}, (json) => {
      words = { ...words, ...(json as Record<string, typeof words>)[language] };
      loaded();
    });
}

function chooseLanguage(): string {
  for (const wish of [document.documentElement.lang, config.language, navigator.language]) {
    const main = (wish ?? "").slice(0, 2).toLowerCase();
    if (main === "en" || main === "ar") return main;
  }
  return "en";
}
