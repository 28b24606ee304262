// Watches which of the account's rules hold in the page, and has what they do shown. Called by index.ts.
import type { PageEventRecord, ViewAnswer } from "../shared/protocol";
import { config } from "./config";
import { facts, newSight, sight } from "./facts";
import { isVisible, later, on, whenIdle } from "./guard";
import { keep, memory, recall, seePage } from "./memory";
import { show } from "./offers";
import { referrer, visit } from "./pages";
import { type Compiled, DATA, PAGE, TIMER, TOLD, type Trigger } from "./rules/types";
import { makeWatch, type Watch } from "./rules/watch";
import { watchVisitor } from "./sensors";

const SOONEST_MS = 50;
/** Longer than this nobody stays on a page; and timers cannot count for ever. */
const LATEST_S = 86_400;

let watch: Watch | undefined;
let timer = 0;

/** `early`: what the page has told before. */
export function startRules(early: PageEventRecord[]): void {
  page();
  early.forEach(happened);
  const compiled = config.rules as Compiled | undefined;
  if (!compiled) return;
  on(window, "storage", () => remember());
  on(document, "visibilitychange", () => run(TIMER));
  whenIdle(() => {
    const ready = makeWatch(compiled, facts);
    watchVisitor(ready.sources, () => ready.next().scroll, run);
    watch = ready;
    run(PAGE);
  });
}

/** A page is shown: the first one, or the next within an application. */
export function page(): void {
  remember();
  Object.assign(sight, newSight());
  seePage();
  run(PAGE);
}

export function run(trigger: Trigger): void {
  clearTimeout(timer);
  // What nobody looks at can wait; it is looked at anew when somebody does.
  if (!watch || (!isVisible() && trigger !== PAGE)) return;
  const holding = watch.on(trigger);
  show({ holding, begins: trigger === PAGE }, !!holding[0]);
  const { wait } = watch.next();
  if (wait < LATEST_S) timer = later(() => run(TIMER), Math.max(SOONEST_MS, wait * 1000));
}

/** The page has told of a cart, a product, an error, a conversion. */
export function happened(event: PageEventRecord): void {
  if (event.kind === "cart") memory.c = event;
  else if (event.kind === "product") sight.p = event;
  else if (event.kind === "error") {
    memory.E++;
    sight.e.push(event.code ?? "", event.message ?? "");
  } else for (const name of ["", event.name]) memory.C[name] = (memory.C[name] ?? 0) + 1;
  keep();
  run(DATA);
}

/** What the server says of a page view. */
export function answered({ place, invitation }: ViewAnswer): void {
  if (place) memory.g = place;
  run(TOLD);
  if (invitation) show({ rule: 0, actions: [], hand: invitation });
}

function remember(): void {
  if (visit) recall(visit, referrer);
}
