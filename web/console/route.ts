// Where in the console the agent is, kept in the address after `#` so that reload and back work.
import { signal } from "@preact/signals";

export type Route =
  | { screen: "desk" }
  | { screen: "queue" }
  | { screen: "messages"; message: string | null }
  | { screen: "whatif" }
  | { screen: "chat"; chat: string }
  | { screen: "closed"; chat: string | null }
  | { screen: "visitors"; visit: string | null }
  | { screen: "admin"; section: string | null; part?: string };

export const route = signal<Route>(parseRoute(location.hash));

export function followAddress(): void {
  addEventListener("hashchange", () => {
    route.value = parseRoute(location.hash);
  });
}

export function parseRoute(hash: string): Route {
  const [screen, part, more] = hash.replace(/^#\/?/, "").split("/");
  const inner = part ? decode(part) : null;
  if (screen === "queue" || screen === "whatif") return { screen };
  if (screen === "messages") return { screen, message: inner };
  if (screen === "chat" && inner) return { screen, chat: inner };
  if (screen === "closed") return { screen, chat: inner };
  if (screen === "visitors") return { screen, visit: inner };
  if (screen === "admin")
    return { screen, section: inner, ...(more ? { part: decode(more) ?? "" } : {}) };
  return { screen: "desk" };
}

export function addressOf(place: Route): string {
  if (place.screen === "desk") return "#/";
  const parts = [innerOf(place), place.screen === "admin" ? place.part : null].filter(Boolean);
  return `#/${place.screen}${parts.map((part) => `/${encodeURIComponent(part ?? "")}`).join("")}`;
}

function innerOf(place: Route): string | null {
  if (place.screen === "closed" || place.screen === "chat") return place.chat;
  if (place.screen === "messages") return place.message;
  if (place.screen === "visitors") return place.visit;
  return place.screen === "admin" ? place.section : null;
}

export function goTo(place: Route): void {
  location.hash = addressOf(place);
  // The browser tells of the change a turn later; what follows in this one needs the screen.
  route.value = place;
}

/** An address typed by hand may hold a broken escape; the desk is then a better answer than an error. */
function decode(text: string): string | null {
  try {
    return decodeURIComponent(text);
  } catch {
    return null;
  }
}
