// What is so now, as the rules ask for it: one letter for each source (rules/types.ts). Called by proactive.ts.
import { availability } from "./availability";
import { memory } from "./memory";
import { connectionType, news, shownMs, visit } from "./pages";
import type { Facts, Value } from "./rules/types";
import { variables } from "./variables";

/** What this page has seen of its visitor, by the same letters; written by sensors.ts and proactive.ts. */
export const sight = newSight();

export function newSight() {
  return {
    s: 0,
    x: false,
    e: [] as string[],
    p: {},
    /** When the visitor last did something, by a clock that nobody puts back. */
    active: performance.now(),
  };
}

export const facts: Facts = (source, name) => {
  const known: unknown =
    computed[source]?.(name) ??
    (sight as Record<string, unknown>)[source] ??
    memory[source as keyof typeof memory];
  return (
    typeof known === "object" && !Array.isArray(known)
      ? (known as Record<string, unknown>)[name]
      : known
  ) as Value;
};

const computed: Record<string, (name: string) => unknown> = {
  u: () => location.href,
  t: () => document.title,
  T: () => shownMs() / 1000,
  V: () => ago(visit?.started),
  P: () => visit?.page,
  i: () => (performance.now() - sight.active) / 1000,
  C: (name) => memory.C[name] ?? 0,
  n: () => visit?.visits,
  l: () => ago(visit?.last),
  L: () => ago(visit?.chatted),
  w: () => parameter(memory.r, "q"),
  m: (name) => parameter(memory.m, `utm_${name === "name" ? "campaign" : name}`),
  // "en-GB" and "en": who asks for a language means all its regions.
  a: () => [navigator.language, navigator.language?.split("-")[0]],
  d: () => memory.g.device,
  b: () => memory.g.browser,
  o: () => memory.g.system,
  k: connectionType,
  W: () => screen.width,
  $: (name) => variables[name],
  I: () => news.identity && "claimed",
  h: () => new Date().getHours() + new Date().getMinutes() / 60,
  D: () => (new Date().getDay() + 6) % 7,
  A: (name) => (name ? availability.told?.skills?.[name] : availability.told?.state),
  q: (name) =>
    name === "waiting" ? availability.told?.waiting : availability.told?.wait?.likely_s,
  N: (name) => memory.rules[+name]?.[1] ?? 0,
  O: (name) => ago(memory.rules[+name]?.[2]),
};

/** Seconds since then; nothing where it never was. */
function ago(at: number | undefined): Value {
  return at ? Math.max(0, Date.now() - at) / 1000 : undefined;
}

function parameter(address: string, name: string): Value {
  return new URLSearchParams(address.split(/[?#]/)[1]).get(name) || undefined;
}
