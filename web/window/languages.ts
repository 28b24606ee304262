// The window's languages. A new one is a catalogue here and nothing else.
import { type Catalogue, type Messages, makeCatalogue } from "../shared/catalogue";
import ar from "./catalogues/ar.json";
import en from "./catalogues/en.json";

const CATALOGUES: Record<string, Messages> = { en, ar };

export const LANGUAGES = Object.keys(CATALOGUES);

export function catalogueOf(language: string): Catalogue {
  const known = language in CATALOGUES ? language : "en";
  return makeCatalogue(known, CATALOGUES[known] ?? en);
}

/** The language after this one and its own name, for the button that switches. */
export function nextLanguage(language: string): { language: string; name: string } {
  const next = LANGUAGES[(LANGUAGES.indexOf(language) + 1) % LANGUAGES.length] ?? "en";
  return { language: next, name: catalogueOf(next).text("language") };
}
