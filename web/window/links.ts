// Finds web addresses in what a person wrote and makes them links; everything else stays text.
import { el } from "./dom";

const ADDRESS = /https?:\/\/[^\s<>"'`]+/gi;
/** Belongs to the sentence rather than to the address it follows. */
const TRAILING = /[.,;:!?)\]}…،؟]+$/;

export function withLinks(text: string): (Node | string)[] {
  const parts: (Node | string)[] = [];
  let done = 0;
  for (const found of text.matchAll(ADDRESS)) {
    const address = withoutTail(found[0]);
    if (!isWebAddress(address)) continue;
    parts.push(text.slice(done, found.index), link(address));
    done = found.index + address.length;
  }
  parts.push(text.slice(done));
  return parts.filter((part) => part !== "");
}

function link(address: string): HTMLAnchorElement {
  const attributes = { href: address, target: "_blank", rel: "noopener noreferrer nofollow" };
  return el("a", { ...attributes, dir: "ltr" }, address);
}

/** "(see https://a.example/b_(c))" keeps the bracket that was opened within the address. */
function withoutTail(address: string): string {
  const cut = address.replace(TRAILING, "");
  const next = address[cut.length];
  return next === ")" && count(cut, "(") > count(cut, ")") ? `${cut})` : cut;
}

function count(text: string, character: string): number {
  return text.split(character).length - 1;
}

function isWebAddress(address: string): boolean {
  try {
    return /^https?:$/.test(new URL(address).protocol);
  } catch {
    return false;
  }
}
