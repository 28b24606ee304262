// Notices scrolling, leaving and idleness, where a rule asks for it. Called by proactive.ts.
import { sight } from "./facts";
import { on } from "./guard";
import { EXIT, SCROLL, type Trigger } from "./rules/types";

/** `sources`: those that rules ask for; `next`: from which percentage on scrolling matters again. */
export function watchVisitor(
  sources: string,
  next: () => number,
  run: (trigger: Trigger) => void,
): void {
  if (sources.includes("s"))
    on(window, "scroll", () => {
      const { scrollHeight } = document.documentElement;
      sight.s = Math.max(sight.s, (100 * (scrollY + 1)) / (scrollHeight - innerHeight));
      if (sight.s >= next()) run(SCROLL);
    });
  if (sources.includes("x"))
    on(document, "mouseout", (event) => {
      const { relatedTarget, clientY } = event as MouseEvent;
      // Over the upper edge, where tabs and the address are.
      sight.x = !relatedTarget && clientY <= 0;
      if (sight.x) run(EXIT);
      sight.x = false;
    });
  if (sources.includes("i"))
    for (const type of ["pointerdown", "pointermove", "keydown", "scroll"])
      on(window, type, () => {
        sight.active = performance.now();
      });
}
