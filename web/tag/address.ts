// Navigation without a new document. Called by pages.ts.
import { guarded, later, on } from "./guard";

/** Watches the address without touching the page's history functions. */
export function watchAddress(moved: (before: string) => void): void {
  let current = location.href;
  const look = guarded((event?: Event) => {
    const before = current;
    current = location.href;
    // A filter or a search kept in the address as one types is the same page.
    const replaced =
      (event as { navigationType?: string } | undefined)?.navigationType === "replace";
    if (replaced && path(before) === path(current)) return;
    if (route(before) !== route(current)) moved(before);
  });
  const { navigation } = window as Window & { navigation?: EventTarget };
  if (navigation) {
    on(navigation, "currententrychange", look);
    return;
  }
  on(window, "popstate", look);
  // Applications push their history entry while they handle a click, or when its content has come.
  on(document, "click", () => {
    later(look, 0);
    later(look, 1_000);
  });
}

function path(address: string): string {
  return route(address).split("?", 1)[0] ?? "";
}

/** Fragments count as pages only where the application uses them as addresses (#/ or #!). */
function route(address: string): string {
  const [page = "", fragment = ""] = address.split("#", 2);
  return /^[/!]/.test(fragment) ? `${page}#${fragment}` : page;
}
