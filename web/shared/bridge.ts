// What the tag and the chat window are to each other: two scripts on a page that is not ours.
// The window's file hands `OpenWindow` to the tag by parley("window", open).
import type { Availability } from "./protocol";

/** The tag, as the window sees it. */
export interface Host {
  account: string;
  /** Origin of the API. */
  api: string;
  language: string;
  /** Who is here; asked for each time, because a new visit may have begun. */
  identity(): { visitor: string; visit: string };
  /** The skill that the page asks for, or ""; a tag from before there were skills says nothing. */
  skill?(): string;
  /** The chat the cookie says is running, or "". */
  chat(): string;
  availability(): Availability["state"] | null;
  /** What its file told beside the state, as of at most a minute ago. */
  told(): Availability | null;
  /** Ask whether somebody is there now; `available` tells what has changed. */
  refresh(): void;
  /** The chat now running, or "": noted for the next page and other tabs. */
  running(chat: string): void;
  /** The window is shown or minimised. */
  shown(open: boolean): void;
  unread(count: number): void;
}

/** The window, as the tag sees it. */
export interface ChatWindow {
  open(): void;
  minimise(): void;
  /** The page within an application has changed. */
  page(): void;
  available(state: Availability["state"]): void;
}

export type OpenWindow = (host: Host) => ChatWindow;
