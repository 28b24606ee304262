// Whether one condition of compiled rules holds of a fact. Used by engine.ts, and by explain.ts where every one is
// looked at.
import type { Value } from "./types";

/** A fact as texts in small letters; none if it is not known. */
export function textsOf(value: Value): string[] {
  return [value ?? []]
    .flat()
    .map((one) => `${one}`.toLowerCase())
    .filter((text) => text);
}

/** A fact as a number to compare: NaN, of which nothing holds, if it is none. */
export function numberOf(kind: string, value: Value): number {
  return Number.parseFloat(`${value}`) * (kind === "<" ? -1 : 1);
}

/** What asks whether an entry of a table of texts holds; made once, because it is asked often. `mark` parts steps. */
export function asking(kind: string, entry: string, mark: string): (texts: string[]) => boolean {
  if (kind === "f") return flowing(entry.split(mark));
  const expression = kind === "~" && new RegExp(entry, "i");
  const parts = entry.split("*");
  return (texts) =>
    texts.some((text) => (expression ? expression.test(text) : isLike(parts, text)));
}

/** Whether a text has these parts in order, the first at its beginning and the last at its end. */
function isLike(parts: string[], text: string): boolean {
  let at = 0;
  return parts.every((part, index) => {
    const last = index > parts.length - 2;
    const found = text.indexOf(part, last ? Math.max(at, text.length - part.length) : at);
    at = found + part.length;
    return index ? found >= 0 : !found;
  });
}

/** Reached: all steps in their order, others may lie between. Until then: left, if the page is none of them; back, if
 * it is one before the last that was reached. */
function flowing([how, ...steps]: string[]): (pages: string[]) => boolean {
  const likes = steps.map((step) => asking("*", step, ""));
  return (pages) => {
    const next = pages.reduce((step, page) => step + (likes[step]?.([page]) ? 1 : 0), 0);
    const isOver = next === steps.length;
    if (how === "0") return isOver;
    const current = likes.map((like) => like(pages.slice(-1))).lastIndexOf(true);
    return next > 0 && !isOver && (how === "1" ? current < 0 : current >= 0 && current < next - 1);
  };
}
