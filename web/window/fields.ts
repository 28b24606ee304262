// Fields that a visitor fills: a label, and what is typed below it.
import type { Catalogue } from "../shared/catalogue";
import { LIMITS } from "../shared/protocol";
import { el } from "./dom";

interface Field {
  input: HTMLInputElement;
  label: HTMLElement;
}

export function nameField(words: Catalogue, value: string): Field {
  return field(words, "name", value, { type: "text", maxlength: String(LIMITS.name), dir: "auto" });
}

/** `wrong`: the id of the element that says what is wrong with it. */
export function emailField(words: Catalogue, value: string, wrong: string, needed = false): Field {
  // Addresses are written from left to right in every language; names as they come.
  const kind = { type: "email", maxlength: String(LIMITS.email), dir: "ltr" };
  return field(words, "email", value, { ...kind, "aria-describedby": wrong }, needed);
}

function field(
  words: Catalogue,
  key: string,
  value: string,
  attributes: Record<string, string>,
  needed = false,
): Field {
  const input = el("input", { name: key, autocomplete: key, required: needed, ...attributes });
  input.value = value;
  const optional = needed ? [] : [" ", el("small", {}, words.text("start.optional"))];
  const caption = el("span", {}, words.text(`start.${key}`), ...optional);
  return { input, label: el("label", {}, caption, input) };
}
