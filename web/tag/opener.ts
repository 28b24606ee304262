// Loads the chat window, on the first click or at once where a chat is running, and speaks for the tag to it.
import type { ChatWindow, Host, OpenWindow } from "../shared/bridge";
import type { AvailabilityWatch } from "./availability";
import type { Button } from "./button";
import type { TagConfig } from "./config";
import { guarded } from "./guard";
import type { Pages } from "./pages";
import { pageSkill } from "./variables";
import { noteChat, readVisit } from "./visit";
import type { Language } from "./words";

const PATIENCE_MS = 15_000;
/** In session storage: this tab shows the window, on the next page as well. */
const OPEN_KEY = "parley.open";

export interface Opener {
  /** The window, once it is there. */
  current(): ChatWindow | null;
  open(): void;
  /** The window's file has come. */
  attach(openWindow: OpenWindow): void;
  /** Takes up the chat which another page left running, and the window it left open. */
  resume(): void;
}

export function makeOpener(
  config: TagConfig,
  language: Language,
  nonce: string,
  parts: { button: Button; pages: Pages; availability: AvailabilityWatch },
): Opener {
  const { button, pages, availability } = parts;
  let chatWindow: ChatWindow | null = null;
  let loading = false;
  let wanted = false;

  const load = (): void => {
    if (loading || chatWindow) return;
    loading = true;
    const script = document.createElement("script");
    const failed = guarded(() => {
      if (!loading || chatWindow) return;
      loading = false;
      script.remove();
      button.setLoading(false);
      if (wanted) button.setFailed();
    });
    if (nonce) script.nonce = nonce;
    script.src = `${config.cdn}/tag/${config.window}`;
    script.onerror = failed;
    script.onload = failed;
    setTimeout(failed, PATIENCE_MS);
    document.head.append(script);
  };
  const host: Host = {
    account: config.account,
    api: config.api,
    language,
    identity: () => {
      const { visitor, visit } = readVisit() ?? pages.visit;
      return { visitor, visit };
    },
    skill: pageSkill,
    chat: () => readVisit()?.chat ?? "",
    availability: () => availability.state,
    told: () => availability.told,
    refresh: () => availability.refresh(),
    running: (chat) => {
      noteChat(chat, Date.now());
      button.setRunning(chat !== "");
    },
    shown: (open) => {
      keepOpen(open);
      button.setOpen(open, !open);
    },
    unread: (count) => button.setUnread(count),
  };
  return {
    current: () => chatWindow,
    open: () => {
      wanted = true;
      availability.refresh();
      if (chatWindow) chatWindow.open();
      else {
        button.setLoading(true);
        load();
      }
    },
    attach: (openWindow) => {
      if (chatWindow) return;
      chatWindow = openWindow(host);
      button.setLoading(false);
      // A running chat must be reachable even where nobody knows who is there.
      if (!availability.state) button.show({ state: "online", at: 0 });
      if (wanted || wasOpen()) chatWindow.open();
    },
    resume: () => {
      const running = Boolean(readVisit()?.chat);
      button.setRunning(running);
      if (running || wasOpen()) load();
    },
  };
}

function keepOpen(open: boolean): void {
  try {
    if (open) sessionStorage.setItem(OPEN_KEY, "1");
    else sessionStorage.removeItem(OPEN_KEY);
  } catch {
    // Storage is forbidden: the next page starts with the window closed.
  }
}

function wasOpen(): boolean {
  try {
    return sessionStorage.getItem(OPEN_KEY) === "1";
  } catch {
    return false;
  }
}
