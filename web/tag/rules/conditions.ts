// Whether one condition of compiled rules holds of a fact. Used by engine.ts, and by explain.ts where every one is
// looked at.
import type { Entry, Flow, Value } from "./types";

/** A fact as texts in small letters; none if it is not known. */
export function textsOf(value: Value): string[] {
  return [value ?? []]
    .flat()
    .map((one) => `${one}`.toLowerCase())
    .filter((text) => text);
}

/** A fact as a number to compare: NaN, of which nothing holds, if it is none. */
export function numberOf(kind: string, value: Value): number {
  const number = value === "" ? Number.NaN : Number(value);
  return kind === "<" ? -number : number;
}

/** What asks whether an entry of a table of texts holds; made once, because it is asked often. */
export function asking(kind: string, entry: Entry): (texts: string[]) => boolean {
  if (kind === "f") return (texts) => isFlow(entry as Flow, texts);
  const expression = kind === "~" && new RegExp(entry as string, "i");
  const parts = `${entry}`.split("*");
  return (texts) =>
    texts.some((text) => (expression ? expression.test(text) : isLike(parts, text)));
}

/** Whether a text has these parts in order, the first at its beginning and the last at its end. */
function isLike(parts: string[], text: string): boolean {
  let at = 0;
  return parts.every((part, index) => {
    const from = parts[index + 1] === undefined ? Math.max(at, text.length - part.length) : at;
    at = text.indexOf(part, from);
    const found = index > 0 ? at >= 0 : at === 0;
    at += part.length;
    return found;
  });
}

/** Reached: all steps in their order, others may lie between. Until then: left, if the page is none of them; back, if
 * it is one before the last that was reached. */
function isFlow([how, ...steps]: Flow, pages: string[]): boolean {
  const likes = steps.map((step) => asking("*", step));
  const next = pages.reduce((step, page) => step + (likes[step]?.([page]) ? 1 : 0), 0);
  if (how === 0) return next === steps.length;
  const current = likes.map((like) => like(pages.slice(-1))).lastIndexOf(true);
  return (
    next > 0 &&
    next < steps.length &&
    (how === 1 ? current < 0 : current >= 0 && current < next - 1)
  );
}
