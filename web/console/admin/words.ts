// The admin area's own catalogue, loaded with it and not before; its screens take their words from here.
import { computed } from "@preact/signals";
import { type Messages, makeCatalogue, type Values } from "../../shared/catalogue";
import { ApiError } from "../api";
import { reasonOf as plainReasonOf } from "../controls";
import { type Language, language, locale, t } from "../text";
import ar from "./catalogues/ar.json";
import en from "./catalogues/en.json";

export type Word = keyof typeof en;

const CATALOGUES: Record<Language, Record<Word, Messages[string]>> = { en, ar };
const catalogue = computed(() => makeCatalogue(locale.value, CATALOGUES[language.value]));

export function ta(word: Word, values?: Values): string {
  return catalogue.value.text(word, values);
}

/** `ta` for a word made from data; `otherwise` is said as it is when the catalogue has none. */
export function taMaybe(word: string, otherwise: string): string {
  return word in en ? ta(word as Word) : otherwise;
}

/** Why something failed and what to do, with the server's own words where only it knows them. */
export function reasonOf(failure: unknown): { reason: string; detail: string } {
  if (!(failure instanceof ApiError)) return { reason: ta("error.unknown"), detail: "" };
  return {
    reason: taMaybe(`error.${failure.code}`, plainOrUnknown(failure)),
    detail: failure.detail,
  };
}

/** The console's own word for it; what was tried is said before it, so "something" will not do. */
function plainOrUnknown(failure: ApiError): string {
  const plain = plainReasonOf(failure);
  return plain === t("error.unknown") ? ta("error.unknown") : plain;
}
