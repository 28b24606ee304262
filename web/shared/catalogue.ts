// Message catalogues: all text that people read, by key and language. Used by the window and the console.

/** One entry per plural category of the language, as Intl.PluralRules names them. */
export type Plural = { other: string } & Partial<Record<Intl.LDMLPluralRule, string>>;
export type Messages = Record<string, string | Plural>;
export type Values = Record<string, string | number>;

export interface Catalogue {
  language: string;
  /** For times and dates: the language as the reader's own region writes it. */
  locale: string;
  dir: "ltr" | "rtl";
  /** The text under `key` with `{name}` replaced by `values.name`; `values.count` picks the plural. */
  text(key: string, values?: Values): string;
}

const RIGHT_TO_LEFT = new Set(["ar", "dv", "fa", "he", "ku", "ps", "sd", "ug", "ur", "yi"]);

export function makeCatalogue(language: string, messages: Messages): Catalogue {
  const plurals = new Intl.PluralRules(language);
  const numbers = new Intl.NumberFormat(language);
  const wording = (key: string, values: Values): string => {
    const entry = messages[key];
    if (entry === undefined) return key;
    if (typeof entry === "string") return entry;
    const count = Number(values.count ?? 0);
    // Few languages have a category for none, but any may word it.
    return (count === 0 ? entry.zero : undefined) ?? entry[plurals.select(count)] ?? entry.other;
  };
  return {
    language,
    locale: localeOf(language),
    dir: directionOf(language),
    text: (key, values = {}) =>
      wording(key, values).replace(/\{(\w+)\}/g, (whole, name: string) => {
        const value = values[name];
        if (value === undefined) return whole;
        return typeof value === "number" ? numbers.format(value) : value;
      }),
  };
}

/** "en-GB" has other times than "en-US": whichever the browser asks for first. */
export function localeOf(language: string): string {
  const wishes = globalThis.navigator?.languages ?? [];
  return wishes.find((wish) => wish.split("-")[0] === language) ?? language;
}

export function directionOf(language: string): "ltr" | "rtl" {
  return RIGHT_TO_LEFT.has(language.toLowerCase().split("-")[0] ?? "") ? "rtl" : "ltr";
}

/** The first of the wished languages that is offered, by its main part ("ar-EG" finds "ar"). */
export function chooseLanguage(wished: readonly string[], offered: readonly string[]): string {
  for (const wish of wished) {
    const main = wish.toLowerCase().split("-")[0] ?? "";
    if (offered.includes(main)) return main;
  }
  return offered[0] ?? "en";
}
