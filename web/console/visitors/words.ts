// The visitors view's own catalogue, loaded with it.
import { computed } from "@preact/signals";
import { type Messages, makeCatalogue, type Values } from "../../shared/catalogue";
import { type Language, language, locale } from "../text";
import ar from "./catalogues/ar.json";
import en from "./catalogues/en.json";

export type Word = keyof typeof en;

const CATALOGUES: Record<Language, Record<Word, Messages[string]>> = { en, ar };
const catalogue = computed(() => makeCatalogue(locale.value, CATALOGUES[language.value]));

export function tv(word: Word, values?: Values): string {
  return catalogue.value.text(word, values);
}

/** `tv` for a word made from data; `otherwise` is said as it is when the catalogue has none. */
export function tvMaybe(word: string, otherwise: string): string {
  return word in en ? tv(word as Word) : otherwise;
}
