// What a visitor leaves when nobody is there, as docs/protocol.md describes it. Read by the window and the console.

export type MessageState = "open" | "done";

/** What a visitor leaves when nobody is there. */
export interface MessageRequest {
  account: string;
  visitor: string;
  visit: string;
  /** The form's own name for itself: the same words sent again are kept once. */
  id: string;
  name: string;
  email: string;
  text: string;
  language: string;
  url: string;
  title: string;
  chat: string | null;
}

export interface MessageRecord {
  id: string;
  at: number;
  visitor: string;
  visit: string;
  name: string;
  email: string;
  text: string;
  language: string;
  url: string;
  title: string;
  chat: string;
  state: MessageState;
  done_by: string;
  done_at: number;
}

export interface MessagePage {
  items: MessageRecord[];
  next: string;
}
