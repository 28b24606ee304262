// The chats of other agents that a tab is in, over a reload: the server tells a console of the agent's own alone.
import type { Part, Summary } from "../../shared/protocol";
import { readJson, type Store } from "../../shared/storage";
import type { OpenChat } from "./open-chat";

const KEY = "parley.console.watched";

export interface Watched {
  summary: Summary;
  part: Exclude<Part, "">;
}

export function keepWatched(store: Store, chats: readonly OpenChat[]): void {
  const watched = chats
    .filter((chat) => !chat.over && chat.part.peek() !== "")
    .map(({ summary, part }) => ({ summary, part: part.peek() }));
  store.set(KEY, JSON.stringify(watched));
}

export function keptWatched(store: Store): readonly Watched[] {
  const kept = readJson<Watched[]>(store, KEY);
  return Array.isArray(kept) ? kept : [];
}
