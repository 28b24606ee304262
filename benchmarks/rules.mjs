// One measurement of benchmarks/rules.py, in a process of its own: ENGINE WORLD WEB BUNDLE from the command line, the rules
// on standard input. Prints {ms, first_ms, hits}: the median event, the first one, how many rules hold at the end.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";

const [engine, world, web, bundle] = process.argv.slice(2);
const { compiled, conditions } = JSON.parse(readFileSync(0, "utf8"));
const require = createRequire(join(web, "package.json"));
// So long for warming up, so long for measuring, and this many events at least.
const WARM_UP_MS = 300;
const MEASURE_MS = 600;
const LEAST = 9;
const HERE = "https://shop.example.com/section-7/item";
const THERE = "https://shop.example.com/section-8/item";

const facts = { u: HERE, T: 0, c: 0 };
let tick = 0;
/** What happens between two evaluations. */
const WORLDS = {
  // The clock ticks, the cart changes, the page stays: of a hundred rules two are about it.
  few: () => Object.assign(facts, { T: tick % 300, c: (tick * 7) % 500 }),
  // Each time another page.
  page: () => Object.assign(facts, { u: tick % 2 ? HERE : THERE, T: tick % 300, c: (tick * 7) % 500 }),
  // All rules hold, then none does.
  all: () => Object.assign(facts, { T: tick % 2 ? 1_000 : 0, c: tick % 2 ? 10_000 : 0 }),
};
const TRIGGERS = { few: "$pcCeEI", page: "", all: "" };

const MAKERS = {
  parley,
  closures,
  "json-logic-js": logic,
  "json-rules-engine": ruleEngine,
};
const evaluate = await MAKERS[engine]();
let times = [];
const first = await run(1, 0);
await run(LEAST, WARM_UP_MS);
times = [];
await run(LEAST, MEASURE_MS);
Object.assign(facts, { u: HERE, T: 1_000, c: 10_000 });
const hits = await evaluate("");
times.sort((one, other) => one - other);
console.log(JSON.stringify({ ms: times[times.length >> 1], first_ms: first, hits }));

async function run(least, ms) {
  const until = performance.now() + ms;
  let took = 0;
  for (let event = 0; event < least || performance.now() < until; event++) {
    tick++;
    WORLDS[world]();
    const began = performance.now();
    const found = evaluate(TRIGGERS[world]);
    if (found.then) await found;
    took = performance.now() - began;
    times.push(took);
  }
  return took;
}

/** A page that begins anew lets every rule fire again that holds. */
async function parley() {
  const { makeEngine } = await import(bundle);
  const ledger = { visitor: "vr_1", shown: 0, at: 0, up: false, rules: {} };
  const running = makeEngine(compiled, (source) => facts[source], ledger);
  running.on("", 0);
  return (trigger) => running.on(trigger, tick).length;
}

/** Each rule stops at its first condition that does not hold. */
function closures() {
  const rules = conditions.map(([part, seconds, value]) => [
    () => facts.u.includes(part),
    () => facts.T >= seconds,
    () => facts.c >= value,
  ]);
  return () => {
    let held = 0;
    for (const [first, second, third] of rules) if (first() && second() && third()) held++;
    return held;
  };
}

function logic() {
  const jsonLogic = require("json-logic-js");
  const rules = conditions.map(([part, seconds, value]) => ({
    and: [
      { in: [part, { var: "u" }] },
      { ">=": [{ var: "T" }, seconds] },
      { ">=": [{ var: "c" }, value] },
    ],
  }));
  return () => rules.filter((rule) => jsonLogic.apply(rule, facts)).length;
}

function ruleEngine() {
  const { Engine } = require("json-rules-engine");
  const made = new Engine([], { allowUndefinedFacts: true });
  made.addOperator("holds", (text, part) => text.includes(part));
  for (const [index, [part, seconds, value]] of conditions.entries())
    made.addRule({
      conditions: {
        all: [
          { fact: "u", operator: "holds", value: part, priority: 3 },
          { fact: "T", operator: "greaterThanInclusive", value: seconds },
          { fact: "c", operator: "greaterThanInclusive", value },
        ],
      },
      event: { type: `${index}` },
    });
  return async () => (await made.run({ ...facts })).events.length;
}
