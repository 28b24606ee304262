// Countries and languages by their codes, in the order of their names in the reader's language.
import { locale } from "../text";
import type { Option } from "./fields";
import { nameIn } from "./words";

/** Codes that name no country: unions, private use, tests of browsers. */
const NONE = new Set(["EU", "EZ", "UN", "ZZ", "QO", "XA", "XB"]);
const LETTERS = [..."ABCDEFGHIJKLMNOPQRSTUVWXYZ"];
const LANGUAGES = [
  ..."af am ar az be bg bn bs ca cs cy da de el en es et eu fa fi fil fr ga gl gu he hi hr hu hy".split(
    " ",
  ),
  ..."id is it ja ka kk km kn ko ky lo lt lv mk ml mn mr ms my nb ne nl pa pl ps pt ro ru si sk".split(
    " ",
  ),
  ..."sl sq sr sv sw ta te th tr uk ur uz vi zh zu".split(" "),
];
const known = new Map<string, readonly Option[]>();

export function countries(): readonly Option[] {
  return remembered("region", () => LETTERS.flatMap((one) => LETTERS.map((other) => one + other)));
}

export function languages(): readonly Option[] {
  return remembered("language", () => LANGUAGES);
}

function remembered(
  type: "region" | "language",
  codes: () => readonly string[],
): readonly Option[] {
  const key = `${type} ${locale.value}`;
  const options = known.get(key) ?? sorted(type, codes());
  known.set(key, options);
  return options;
}

function sorted(type: "region" | "language", codes: readonly string[]): readonly Option[] {
  const order = new Intl.Collator(locale.value);
  return codes
    .filter((code) => type === "language" || isCountry(code))
    .map((value) => ({ value, label: nameIn(type, value) }))
    .sort((one, other) => order.compare(one.label, other.label));
}

/** A browser knows its name, and no other code has taken its place. */
function isCountry(code: string): boolean {
  if (NONE.has(code)) return false;
  const name = new Intl.DisplayNames(["en"], { type: "region", fallback: "none" }).of(code);
  return name !== undefined && new Intl.Locale(`und-${code}`).region === code;
}
