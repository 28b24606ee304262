// What rules remember of a visitor: what they saw and did in this visit, and what they were ever shown.
// In local storage, shared by all tabs; in memory where that is full, forbidden or absent.
import type { Visit } from "../shared/bridge";
import type { ViewAnswer } from "../shared/protocol";
import { attempt } from "./guard";
import type { Ledger } from "./rules/types";

const KEY = "parley.rules";
const MOST_PAGES = 50;
const LONGEST = 300;

/** Beside the ledger, by the letter of the source that asks for it (rules/types.ts). */
export interface Memory extends Ledger {
  visit: string;
  /** The visit's first page: whence, and its address. */
  r: string;
  m: string;
  v: string[];
  c: object;
  C: Record<string, number>;
  E: number;
  /** Place, browser and so on, as the server knows them. */
  g: NonNullable<ViewAnswer["place"]>;
  G: Record<string, string>;
  /** The rule that a chat will begin by, and the skill that it names. */
  led: [rule?: number, skill?: string];
}

export const memory = {} as Memory;

/** Takes over what was kept on other pages and in other tabs; a new visit begins with what was ever shown. */
export function recall({ visitor, visit }: Visit, referrer: string): void {
  const kept = attempt(() => JSON.parse(localStorage[KEY] ?? null) as Memory | null);
  const known = kept?.visitor === visitor ? kept : undefined;
  const { up = false } = memory;
  Object.assign(
    memory,
    {
      r: referrer.slice(0, LONGEST),
      m: location.href.slice(0, LONGEST),
      v: [],
      c: {},
      C: {},
      E: 0,
      g: {},
      G: known?.G ?? {},
      led: [],
      shown: 0,
      at: known?.at ?? 0,
      rules: Object.fromEntries(
        Object.entries(known?.rules ?? {}).map(([rule, [, ...ever]]) => [rule, [0, ...ever]]),
      ),
    },
    known?.visit === visit && known,
    { visitor, visit, up },
  );
}

export function keep(): void {
  // Where it may not be kept it lasts as long as the document; and so it does of nobody.
  attempt(() => {
    if (memory.visitor) localStorage[KEY] = JSON.stringify(memory);
  });
}

export function forget(): void {
  memory.visitor = "";
  attempt(() => delete localStorage[KEY]);
}

export function seePage(): void {
  memory.v = [...memory.v, location.href.slice(0, LONGEST)].slice(-MOST_PAGES);
  keep();
}
