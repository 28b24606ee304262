// The catalogue in use, and times in its language; every screen takes its words from here.
import { computed, effect, signal } from "@preact/signals";
import {
  chooseLanguage,
  localeOf,
  type Messages,
  makeCatalogue,
  type Values,
} from "../shared/catalogue";
import * as clock from "../shared/clock";
import { openStore } from "../shared/storage";
import ar from "./catalogues/ar.json";
import en from "./catalogues/en.json";

export type Key = keyof typeof en;
export type Language = keyof typeof CATALOGUES;

const CATALOGUES = { en, ar } satisfies Record<string, Record<Key, Messages[string]>>;
const KEY = "parley.console.language";
const store = openStore(() => localStorage);

export const LANGUAGES = Object.keys(CATALOGUES) as Language[];
export const language = signal<Language>(wished());

/** The chosen language as the reader's own region writes it. */
export const locale = computed(() => localeOf(language.value));

const catalogue = computed(() => makeCatalogue(locale.value, CATALOGUES[language.value]));

export function t(key: Key, values?: Values): string {
  return catalogue.value.text(key, values);
}

/** `t` for a key made from data; `otherwise` is said when the catalogue has no such text. */
export function tMaybe(key: string, otherwise: Key): string {
  return key in en ? t(key as Key) : t(otherwise);
}

export function chooseSpoken(chosen: Language): void {
  store.set(KEY, chosen);
  language.value = chosen;
}

export const timeOf = (at: number): string => clock.clockTime(at, locale.value);
export const dayOf = (at: number): string => clock.dayName(at, locale.value);
export const dateTimeOf = (at: number): string => clock.dateTime(at, locale.value);

/** For lists: the time for today's, the day for older ones. */
export function shortWhenOf(at: number): string {
  if (clock.sameDay(at, Date.now())) return timeOf(at);
  const sameYear = new Date(at).getFullYear() === new Date().getFullYear();
  const year = sameYear ? {} : ({ year: "numeric" } as const);
  return new Intl.DateTimeFormat(locale.value, { day: "numeric", month: "short", ...year }).format(
    at,
  );
}

/** "4 min", "2 h": how long something lasts, in the largest unit that fits. */
export function spanOf(ms: number): string {
  if (ms < 10_000) return t("span.now");
  const minutes = Math.floor(Math.max(0, ms) / 60_000);
  if (minutes < 1) return t("span.seconds", { count: Math.floor(Math.max(0, ms) / 1000) });
  if (minutes < 60) return t("span.minutes", { count: minutes });
  if (minutes < 24 * 60) return t("span.hours", { count: Math.floor(minutes / 60) });
  return t("span.days", { count: Math.floor(minutes / (24 * 60)) });
}

/** Says the document's language and direction for as long as the console lives. */
export function followLanguage(root: HTMLElement): void {
  effect(() => {
    root.lang = language.value;
    root.dir = catalogue.value.dir;
  });
}

function wished(): Language {
  const wishes = [store.get(KEY) ?? "", ...navigator.languages];
  return chooseLanguage(wishes, Object.keys(CATALOGUES)) as Language;
}
