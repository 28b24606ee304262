// The catalogue of queue, messages and what-if page, loaded with them and not before.
import { computed } from "@preact/signals";
import { type Messages, makeCatalogue, type Values } from "../../shared/catalogue";
import { type Language, language, locale } from "../text";
import ar from "./catalogues/ar.json";
import en from "./catalogues/en.json";

export type Word = keyof typeof en;

const CATALOGUES: Record<Language, Record<Word, Messages[string]>> = { en, ar };
const catalogue = computed(() => makeCatalogue(locale.value, CATALOGUES[language.value]));

export function to(word: Word, values?: Values): string {
  return catalogue.value.text(word, values);
}
