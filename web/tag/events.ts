// What the page tells by parley("cart", ...) and the like, as beacons carry it. Called by index.ts.
import type { PageEventRecord } from "../shared/protocol";
import { cut } from "./guard";

/** The kinds: what alone stands for one, and what else may be told of it. */
export const KINDS = {
  cart: "value items removed currency",
  product: "sku price name category",
  error: "code message",
  converted: "name value currency order",
};
const AMOUNTS = "value items removed price";
const COUNTS = "items removed";
const LONGEST = 100;
const MOST = 1e6;

/** parley("cart", { value: 99.5, items: 2 }), or by what comes first: parley("converted", "order", { value: 99.5 }) */
export function describeEvent(
  kind: keyof typeof KINDS,
  told: unknown,
  more: unknown,
): PageEventRecord {
  const fields = KINDS[kind].split(" ");
  const given = typeof told === "object" ? told : { [`${fields[0]}`]: told, ...(more as object) };
  const event = { kind, at: Date.now(), ...pick(fields, given) } as PageEventRecord;
  if (event.kind === "converted") event.name ||= kind;
  return event;
}

/** Texts and amounts of these names, within bounds; what is no amount is left out. */
export function pick(fields: string[], told: unknown): Record<string, unknown> {
  const picked: Record<string, unknown> = {};
  for (const field of fields) {
    const value = (told as Record<string, unknown> | null)?.[field];
    if (value === undefined || value === null) continue;
    const amount = +`${value}`;
    if (!AMOUNTS.includes(field)) picked[field] = cut(`${value}`, LONGEST);
    else if (amount >= 0)
      picked[field] = Math.min(MOST, COUNTS.includes(field) ? Math.round(amount) : amount);
  }
  return picked;
}
