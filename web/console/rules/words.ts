// The rules section's own catalogue, loaded with it; and lists, spans and names in the reader's language.
import { computed } from "@preact/signals";
import { type Messages, makeCatalogue, type Values } from "../../shared/catalogue";
import { type Language, language, locale } from "../text";
import ar from "./catalogues/ar.json";
import en from "./catalogues/en.json";

export type Word = keyof typeof en;

const CATALOGUES: Record<Language, Record<Word, Messages[string]>> = { en, ar };
const catalogue = computed(() => makeCatalogue(locale.value, CATALOGUES[language.value]));

export function tr(word: Word, values?: Values): string {
  return catalogue.value.text(word, values);
}

/** `tr` for a word made from data; `otherwise` is said as it is when the catalogue has none. */
export function trMaybe(word: string, otherwise: string, values?: Values): string {
  return word in en ? tr(word as Word, values) : otherwise;
}

export function listOf(parts: readonly string[], type: "conjunction" | "disjunction"): string {
  return new Intl.ListFormat(locale.value, { type }).format(parts);
}

export function numberText(value: number): string {
  return new Intl.NumberFormat(locale.value, { maximumFractionDigits: 2 }).format(value);
}

export function percentText(value: number): string {
  const format = { style: "percent", maximumFractionDigits: 1 } as const;
  return new Intl.NumberFormat(locale.value, format).format(value / 100);
}

/** What people typed, in quotes; kept from turning what stands beside it where text runs right to left. */
export function quoted(text: string): string {
  const kept = catalogue.value.dir === "rtl" ? `\u2068${text}\u2069` : text;
  return tr("say.quoted", { text: kept });
}

export const SPANS = [
  ["day", 86_400],
  ["hour", 3_600],
  ["minute", 60],
  ["second", 1],
] as const;
export type SpanUnit = (typeof SPANS)[number][0];

/** The largest unit in which so many seconds are a whole number. */
export function unitFor(seconds: number): SpanUnit {
  const fits = SPANS.find(([, size]) => seconds >= size && seconds % size === 0);
  return fits?.[0] ?? "second";
}

export function spanText(seconds: number): string {
  const unit = unitFor(seconds);
  const size = SPANS.find(([name]) => name === unit)?.[1] ?? 1;
  const format = { style: "unit", unit, unitDisplay: "long" } as const;
  return new Intl.NumberFormat(locale.value, format).format(seconds / size);
}

export function unitText(unit: SpanUnit): string {
  return tr(`unit.${unit}`);
}

/** The language's or country's name for its code. */
export function nameIn(type: "language" | "region", code: string): string {
  try {
    return new Intl.DisplayNames([locale.value], { type }).of(code) ?? code;
  } catch {
    return code;
  }
}

/** 0 is Monday, as everywhere in an account's hours. */
export function dayText(day: number, weekday: "long" | "short" = "long"): string {
  const monday = Date.UTC(2024, 0, 1 + day);
  return new Intl.DateTimeFormat(locale.value, { weekday, timeZone: "UTC" }).format(monday);
}
