// What the page tells by parley("cart", ...) and the like, as beacons carry it. Called by index.ts.
import type { PageEventRecord } from "../shared/protocol";
import { bounded } from "./variables";

/** The kinds, and what is meant where the page says no more than one word. */
export const KINDS = { cart: "value", product: "sku", error: "code", converted: "name" };
const MOST_FIELDS = 8;

/** parley("cart", { value: 99.5, items: 2 }), or by what comes first: parley("converted", "order", { value: 99.5 }) */
export function describeEvent(
  kind: keyof typeof KINDS,
  told: unknown,
  more: unknown,
): PageEventRecord {
  const given = typeof told === "object" ? told : { [KINDS[kind]]: told, ...(more as object) };
  return { ...fitting(given), kind, at: Date.now() } as PageEventRecord;
}

/** What of an object a beacon may carry. */
export function fitting(given: unknown): Record<string, unknown> {
  const fits: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(given ?? {}).slice(0, MOST_FIELDS))
    fits[name] = bounded(value) ?? undefined;
  return fits;
}
