// Loads the chat window, on the first click or at once where a chat is running.
import { type ChatWindow, OPEN_KEY, type OpenWindow, type Tag } from "../shared/bridge";
import { availability } from "./availability";
import { showButton } from "./button";
import { config, fileOf } from "./config";
import { attempt } from "./guard";
import { loadScript } from "./script";

/** The window, once it is there. */
export let chatWindow: ChatWindow | undefined;
let loading = false;
let wanted = false;
/** Nobody asked for it: the focus stays where it is. */
let quiet = true;

export function openWindow(byRule = false): void {
  wanted = true;
  quiet &&= byRule;
  availability.refresh();
  chatWindow?.open(byRule);
  load();
}

/** The window's file has come. */
export function attachWindow(make: OpenWindow, tag: Tag): void {
  if (chatWindow) return;
  chatWindow = make(tag);
  showButton({ loading: false, failed: false });
  if (wanted || wasOpen()) chatWindow.open(quiet);
}

/** Takes up the chat which another page left running, and the window it left open. */
export function resumeWindow(running: boolean): void {
  showButton({ running });
  if (running || wasOpen()) load();
}

function load(): void {
  if (loading || chatWindow) return;
  loading = true;
  showButton({ loading: wanted, failed: false });
  loadScript(fileOf(config.window), () => {
    if (chatWindow) return;
    loading = false;
    showButton({ loading, failed: wanted });
  });
}

function wasOpen(): boolean {
  return !!attempt(() => sessionStorage.getItem(OPEN_KEY));
}
