// What every signed-in screen has at hand: the server, the desk, the alerts, and what is folded or open on the page.
import { effect, signal } from "@preact/signals";
import { createContext } from "preact";
import { useContext } from "preact/hooks";
import type { ServerEvent } from "../shared/protocol";
import type { Store } from "../shared/storage";
import type { Api } from "./api";
import type { Alerts } from "./desk/alerts";
import type { Desk } from "./desk/desk";

/** On a narrow screen one of these is shown at a time. */
export type Fold = "list" | "chat" | "panel";
export type OpenDialog =
  | null
  | { name: "shortcuts" }
  | { name: "leave" }
  | { name: "pass"; chat: string }
  | { name: "earlier"; chat: string };

export class Page {
  readonly fold = signal<Fold>("list");
  readonly panel = signal(false);
  readonly dialog = signal<OpenDialog>(null);
  /** The chat whose end waits for a yes. */
  readonly ending = signal<string | null>(null);
  readonly focused = signal(document.hasFocus());
  readonly singleKeys = signal(true);
  /** Counts what the server told of the queue, of agents and of messages: lists look again. */
  readonly told = signal(0);
  /** How many messages came since they were last looked at. */
  readonly fresh = signal(0);
  /** Moves on by itself, for what is told as "4 min ago". */
  readonly clock = signal(Date.now());

  constructor(store: Store) {
    this.singleKeys.value = store.get(SINGLE_KEYS) !== "off";
    effect(() => store.set(SINGLE_KEYS, this.singleKeys.value ? "on" : "off"));
  }

  hear(event: ServerEvent): void {
    if (TELLING.has(event.event)) this.told.value++;
    if (event.event === "message" && event.state === "open") this.fresh.value++;
  }

  /** Follows focus and time until the returned function is called. */
  follow(): () => void {
    const look = () => {
      this.focused.value = document.hasFocus();
    };
    const tick = () => {
      this.clock.value = Date.now();
    };
    const timer = setInterval(tick, 5_000);
    for (const name of FOCUS_EVENTS) addEventListener(name, look);
    return () => {
      clearInterval(timer);
      for (const name of FOCUS_EVENTS) removeEventListener(name, look);
    };
  }
}

export interface Workplace {
  api: Api;
  desk: Desk;
  alerts: Alerts;
  page: Page;
  /** What this tab keeps until the agent signs out. */
  tab: Store;
  signOut(): void;
}

export const WorkplaceContext = createContext<Workplace | null>(null);

export function useWorkplace(): Workplace {
  const workplace = useContext(WorkplaceContext);
  if (workplace === null) throw new Error("This part is shown to signed-in agents only.");
  return workplace;
}

const SINGLE_KEYS = "parley.console.keys";
const TELLING = new Set(["queue", "status", "assigned", "ended", "message"]);
const FOCUS_EVENTS = ["focus", "blur", "visibilitychange", "pageshow"] as const;
