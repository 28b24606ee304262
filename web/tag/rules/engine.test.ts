// Compiled rules as the tag runs them: each kind of condition from the golden texts that Python compiled, what wins,
// how often, when, and what an event costs.
import { describe, expect, it } from "vitest";
import golden from "../../../tests/golden/conditions.json";
import { makeEngine } from "./engine";
import { compiledOf } from "./form.fake";
import {
  type Action,
  type Compiled,
  DATA,
  ENGAGEMENT,
  EXIT,
  type Facts,
  type Ledger,
  type Manner,
  PAGE,
  SCROLL,
  TIMER,
  type Value,
} from "./types";

const NOW = Date.UTC(2026, 10, 24, 12);
type Known = Record<string, Value>;

function ledger(rules: Ledger["rules"] = {}): Ledger {
  return { visitor: "vr_1", shown: 0, at: 0, up: false, rules };
}

/** Facts by letter and name: "u", "c:value". */
function reading(known: Known): Facts {
  return (source, name) => known[name ? `${source}:${name}` : source];
}

/** An engine of rules 1, 2...; each holds if all facts "$:NAME" that it names are known. */
function engineOf(
  rules: [names: string, ...actions: Action[]][],
  known: Known = {},
  extra: { caps?: number[]; schedule?: readonly number[]; bounds?: [number, number] } = {},
) {
  const names = [...new Set(rules.flatMap(([one]) => [...one]))];
  const compiled = compiledOf({
    tables: names.map((name) => [`$*${name}`, "*"]),
    manners: rules.map(
      ([, ...actions]) => [actions, extra.caps ?? 0, extra.schedule] as unknown as Manner,
    ),
    rules: rules.map(([one], index) => [1, index, ...[...one].map((name) => names.indexOf(name))]),
    bounds: extra.bounds ?? [0, 0],
    zones: [[0], [60, NOW / 60_000 + 60, 120]],
  });
  const kept = ledger();
  const engine = makeEngine(compiled, reading(known), kept);
  const fired = (trigger: string, now = NOW) =>
    engine.on(trigger, now).map(({ rule, actions }) => [rule, ...actions.map(([code]) => code)]);
  return { engine, fired, kept, known };
}

describe("conditions", () => {
  for (const { when, compiled, fact, holds, fails } of golden) {
    const key = fact[1] ? fact.join(":") : (fact[0] as string);
    const fires = (value: unknown) => {
      const facts = reading({ [key]: (value ?? undefined) as Value });
      return makeEngine(compiled as unknown as Compiled, facts, ledger()).on(PAGE, NOW).length > 0;
    };
    it(`${JSON.stringify(when)}`, () => {
      expect((holds as unknown[]).filter((value) => !fires(value))).toEqual([]);
      expect((fails as unknown[]).filter(fires)).toEqual([]);
    });
  }
});

describe("an event", () => {
  it("reads clocks, and else only what it may have changed", () => {
    const { fired, known } = engineOf([["a", [6, "x", 1]]]);

    fired(PAGE);
    known["$:a"] = 1;

    expect(fired(TIMER)).toEqual([]);
    expect(fired(DATA)).toEqual([[1, 6]]);
  });

  it("of a moment holds while it lasts", () => {
    const known: Known = { x: true, T: 1 };
    const compiled = compiledOf({
      tables: [
        ["T>", 5],
        ["x*", "true"],
      ],
      manners: [[[[1]]]],
      rules: [[1, 0, 0, 1]],
    });
    const engine = makeEngine(compiled, reading(known), ledger());

    expect(engine.on(EXIT, NOW)).toEqual([]);
    Object.assign(known, { x: false, T: 6 });
    expect(engine.on(TIMER, NOW)).toEqual([]);
    known.x = true;
    expect(engine.on(EXIT, NOW)).toHaveLength(1);
  });

  it("says when to look again", () => {
    const known: Known = { T: 12, s: 10, i: 0 };
    const tables = [
      ["T>", 10, 30],
      ["i>", 20],
      ["s>", 50, 90],
    ];
    const engine = makeEngine(compiledOf({ tables }), reading(known), ledger());

    engine.on(PAGE, NOW);
    expect(engine.next()).toEqual({ wait: 18, scroll: 40 });
    Object.assign(known, { T: 31, i: 25, s: 95 });
    engine.on(SCROLL, NOW);
    expect(engine.next()).toEqual({ wait: Infinity, scroll: Infinity });
  });
});

describe("what wins", () => {
  it("is the first in order: one invitation or window, one banner, one text of a variable", () => {
    const { fired, kept } = engineOf([
      ["", [6, "x", 1]],
      ["", [0], [6, "x", 2], [6, "y", 2]],
      ["", [1]],
      ["", [3]],
      ["", [3], [5]],
    ]);

    expect(fired(PAGE)).toEqual([
      [1, 6],
      [2, 0, 6],
      [4, 3],
      [5, 5],
    ]);
    expect(kept.up).toBe(true);
    expect(fired(TIMER)).toEqual([]);
  });

  it("is the next one, when the one before is over", () => {
    const { fired, kept } = engineOf([
      ["", [0]],
      ["", [2]],
    ]);

    fired(PAGE);
    kept.up = false;

    expect(fired(ENGAGEMENT)).toEqual([[2, 2]]);
    kept.up = false;
    expect(fired(ENGAGEMENT)).toEqual([]);
    expect(fired(PAGE)).toEqual([[1, 0]]);
  });

  it("closes what comes after a rule that suppresses, until the next page", () => {
    const { fired, known } = engineOf(
      [
        ["", [3]],
        ["a", [7]],
        ["", [0]],
      ],
      { "$:a": 1 },
    );

    expect(fired(PAGE)).toEqual([
      [1, 3],
      [2, 7],
    ]);
    known["$:a"] = undefined;
    expect(fired(DATA)).toEqual([]);
    expect(fired(PAGE)).toEqual([
      [1, 3],
      [3, 0],
    ]);
  });

  it("has the button as long as it holds", () => {
    const { engine, known } = engineOf(
      [
        ["a", [4, 0]],
        ["b", [4, 1]],
      ],
      { "$:b": 1 },
    );
    const says = () => engine.on(DATA, NOW).map(({ rule, actions }) => [rule, actions[0]]);

    expect(says()).toEqual([[2, [4, 1]]]);
    known["$:a"] = 1;
    expect(says()).toEqual([[1, [4, 0]]]);
    expect(says()).toEqual([]);
    known["$:a"] = undefined;
    expect(says()).toEqual([[2, [4, 1]]]);
    known["$:b"] = undefined;
    expect(says()).toEqual([[0, [4]]]);
    expect(says()).toEqual([]);
  });
});

describe("caps", () => {
  const capped = (caps: number[], tally: number[], now = NOW) => {
    const { fired, kept } = engineOf([["", [0], [6, "x", 1]]], {}, { caps });
    kept.rules = { 1: tally as never };
    return !fired(PAGE, now)[0]?.includes(0);
  };

  it("bound a visit, a visitor, the time since it was shown and since it was declined", () => {
    expect(capped([2], [1, 5, NOW, NOW])).toBe(false);
    expect(capped([2], [2, 5, 0, 0])).toBe(true);
    expect(capped([0, 5], [0, 5, 0, 0])).toBe(true);
    expect(capped([0, 0, 60], [0, 1, NOW - 59_000, 0])).toBe(true);
    expect(capped([0, 0, 60], [0, 1, NOW - 60_000, NOW])).toBe(false);
    expect(capped([0, 0, 0, 60], [0, 1, 0, NOW - 59_000])).toBe(true);
    expect(capped([0, 0, 0, 60], [0, 1, 0, 0])).toBe(false);
  });

  it("bound all invitations of an account, and no banner", () => {
    const { fired, kept } = engineOf(
      [
        ["", [0]],
        ["", [3]],
      ],
      {},
      { bounds: [2, 60] },
    );

    kept.shown = 2;
    expect(fired(PAGE)).toEqual([[2, 3]]);
    kept.shown = 1;
    kept.at = NOW;
    expect(fired(TIMER, NOW + 59_000)).toEqual([]);
    expect(fired(TIMER, NOW + 60_000)).toEqual([[1, 0]]);
  });
});

describe("a schedule", () => {
  const DAY = 86_400_000;
  const today = NOW / DAY - 0.5;
  const open = (schedule: readonly number[], now: number) =>
    engineOf([["", [0]]], {}, { schedule }).fired(PAGE, now).length > 0;

  it("has first and last day, weekdays, hours", () => {
    // The day is a Tuesday.
    expect(open([today, today + 1, 0b10, 720, 60, 0], NOW)).toBe(true);
    expect(open([0, 0, 127, 0, 1440, 0], NOW)).toBe(true);
    expect(open([today + 1, 0, 127, 0, 1440, 0], NOW)).toBe(false);
    expect(open([0, today, 127, 0, 1440, 0], NOW)).toBe(false);
    expect(open([0, 0, 0b1111101, 0, 1440, 0], NOW)).toBe(false);
    expect(open([0, 0, 127, 721, 60, 0], NOW)).toBe(false);
    expect(open([0, 0, 127, 660, 60, 0], NOW)).toBe(false);
  });

  it("that goes past midnight belongs to the day it began", () => {
    const night = [0, 0, 0b10, 1320, 480, 0];

    expect(open(night, NOW + 10 * 3_600_000)).toBe(true);
    expect(open(night, NOW + 17.9 * 3_600_000)).toBe(true);
    expect(open(night, NOW + 18 * 3_600_000)).toBe(false);
    expect(open(night, NOW - 9 * 3_600_000)).toBe(false);
  });

  it("follows the clock of its zone, summer time too", () => {
    const noon = (begins: number) => [0, 0, 127, begins, 60, 1];

    expect(open(noon(780), NOW)).toBe(true);
    expect(open(noon(780), NOW + 3_600_000)).toBe(false);
    expect(open(noon(900), NOW + 3_600_000)).toBe(true);
  });
});
