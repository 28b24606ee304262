// The engine, which looks only at what turned, decides as if it looked at everything each time: random rules, random
// things that happen.
import { expect, it } from "vitest";
import { makeEngine } from "./engine";
import { explain } from "./explain";
import { compiledOf } from "./form.fake";
import {
  DATA,
  EXIT,
  type Facts,
  type Ledger,
  PAGE,
  SCROLL,
  TIMER,
  TOLD,
  type Value,
} from "./types";

const NOW = Date.UTC(2026, 10, 24, 12);

/** The same numbers each time: below `below`. */
function dice(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

const TEXTS = ["a", "ab", "b a", "shop/cart", "shop/pay", ""];
const WILD = ["*a*", "a", "*cart", "shop*", "*", "s*p*y", "*b"];
const TABLES = [
  ["u*", ...WILD],
  ["$*x", "1", "true", "*a*"],
  ["$~x", "^a", "[0-9]{2}"],
  ["$>x", -3, 2, 5, 5.5],
  ["$<x", -5, 0, 3],
  ["T>", 5, 10, 20],
  ["s>", 25, 50],
  ["x*", "true"],
  ["v*", "*cart*", "a"],
  ["vf", "0~*cart*~*pay*", "1~*cart*~*pay*", "2~*a~*cart~*pay"],
  ["A*", "online", "busy"],
];
const ATOMS = TABLES.reduce((sum, table) => sum + table.length - 1, 0);

function randomRules(roll: (below: number) => number) {
  const some = (most: number, below: number) =>
    [...new Set(Array.from({ length: roll(most + 1) }, () => roll(below)))].sort((a, b) => a - b);
  const gates = Array.from({ length: 12 }, (_, index) => {
    const parts = some(4, ATOMS + index);
    return [roll(parts.length + 1), ...parts];
  });
  // A variable of its own by each rule: nothing takes its place.
  const rules = Array.from({ length: 25 }, (_, index) => [
    index % 2 ? -1 : 3,
    index,
    ...some(3, ATOMS + 12),
  ]);
  const manners = rules.map((_, index) => [[[6, `set${index}`, 1] as const]] as const);
  return compiledOf({ tables: TABLES, gates, rules, manners });
}

it("decides what looking at everything would", () => {
  let fired = 0;
  for (let seed = 1; seed <= 60; seed++) {
    const roll = dice(seed);
    const compiled = randomRules(roll);
    const known: Record<string, Value> = { v: [] };
    const facts: Facts = (source) => known[source];
    const ledger: Ledger = { visitor: "vr_1", shown: 0, at: 0, up: false, rules: {} };
    const engine = makeEngine(compiled, facts, ledger);
    let done = new Set<number>();
    const happenings: [trigger: string, change: () => void][] = [
      [PAGE, () => happenPage()],
      [TIMER, () => undefined],
      [SCROLL, () => Object.assign(known, { s: roll(100) })],
      [EXIT, () => Object.assign(known, { x: true })],
      [
        DATA,
        () => Object.assign(known, { $: [roll(8), true, "a1", "12", undefined, ""][roll(6)] }),
      ],
      [TOLD, () => Object.assign(known, { A: ["online", "busy", undefined][roll(3)] })],
    ];
    const happenPage = (): void => {
      const url = TEXTS[roll(TEXTS.length)] ?? "";
      Object.assign(known, { u: url, v: [...(known.v as string[]), url], T: 0, s: 0 });
      done = new Set();
    };
    for (let step = 0; step < 40; step++) {
      const [trigger, change] = happenings[step === 0 ? 0 : roll(happenings.length)] ?? [
        PAGE,
        () => undefined,
      ];
      known.T = Number(known.T ?? 0) + roll(8);
      change();
      const expected = explain(compiled, facts, ledger, NOW).filter(
        ({ rule, holds }) => holds && !done.has(rule),
      );
      for (const { rule } of expected) done.add(rule);
      const decided = engine.on(trigger, NOW).map(({ rule }) => rule);
      expect([seed, step, decided]).toEqual([seed, step, expected.map(({ rule }) => rule)]);
      fired += decided.length;
      known.x = false;
    }
  }
  expect(fired).toBeGreaterThan(1_000);
});
