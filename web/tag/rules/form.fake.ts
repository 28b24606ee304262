// Writes compiled rules as Python does, for tests that make up their own.
import type { Compiled, Manner, Zone } from "./types";

export interface Made {
  tables?: (string | number)[][];
  gates?: number[][];
  manners?: Manner[];
  rules?: number[][];
  bounds?: [number, number];
  zones?: Zone[];
}

export function compiledOf({
  tables = [],
  gates = [],
  manners = [],
  rules = [],
  ...rest
}: Made): Compiled {
  const texts = tables.map((table) => table.join("|"));
  return [
    texts.length > 0 ? `|~${texts.join("||")}` : "",
    writeLists(gates, 1),
    manners,
    writeLists(
      rules.map(([step = 0, ...rest]) => [step < 0 ? -2 * step - 1 : 2 * step, ...rest]),
      2,
    ),
    rest.bounds ?? 0,
    rest.zones ?? [],
  ];
}

function writeLists(lists: number[][], lead: number): string {
  const steps = lists.map((list) =>
    list.map((value, index) => (index > lead ? value - (list[index - 1] ?? 0) : value)),
  );
  const lengths = steps.map(({ length }) => length);
  const columns = Array.from({ length: Math.max(0, ...lengths) }, (_, column) =>
    steps.flatMap((list) => list.slice(column, column + 1)),
  );
  return lists.length > 0 ? [lists.length, ...lengths, ...columns.flat()].map(digits).join("") : "";
}

function digits(value: number): string {
  let text = digit(value % 80);
  for (let high = Math.floor(value / 80); high > 0; high = Math.floor((high - 1) / 11))
    text = digit(80 + ((high - 1) % 11)) + text;
  return text;
}

function digit(value: number): string {
  return String.fromCharCode(value < 31 ? value + 96 : value + 4);
}
