// Whether something was really seen: at least half of it, for a second, on a page that is looked at.
import { later } from "../tag/guard";

const LONG_ENOUGH_MS = 1_000;
const HALF = 0.5;

/** Calls `seen` once. */
export function whenSeen(element: Element, seen: () => void): void {
  let inView = false;
  let timer = 0;
  const look = (): void => {
    clearTimeout(timer);
    if (!element.isConnected) end();
    else if (inView && document.visibilityState === "visible")
      timer = later(() => {
        end();
        if (element.isConnected) seen();
      }, LONG_ENOUGH_MS);
  };
  const observer = new IntersectionObserver(
    (entries) => {
      inView = (entries.at(-1)?.intersectionRatio ?? 0) >= HALF;
      look();
    },
    { threshold: HALF },
  );
  const end = (): void => {
    observer.disconnect();
    document.removeEventListener("visibilitychange", look);
  };
  observer.observe(element);
  document.addEventListener("visibilitychange", look);
}
