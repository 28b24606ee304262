// The closed chats loaded so far: older pages are added, a search looks through them. Held by the closed screen.
import { computed, signal } from "@preact/signals";
import type { ChatPage, Summary } from "../../shared/protocol";

export class ClosedChats {
  readonly chats = signal<readonly Summary[]>([]);
  readonly next = signal<string | null>(null);
  readonly loaded = signal(false);
  readonly busy = signal(false);
  readonly failure = signal<unknown>(null);
  readonly search = signal("");
  readonly found = computed(() => matching(this.chats.value, this.search.value));

  constructor(private readonly load: (before: string | null) => Promise<ChatPage>) {}

  /** The newest page again, with what has been closed since. */
  reload(): Promise<void> {
    return this.fetch(null);
  }

  older(): Promise<void> {
    return this.fetch(this.next.value);
  }

  private async fetch(before: string | null): Promise<void> {
    if (this.busy.value) return;
    this.busy.value = true;
    this.failure.value = null;
    try {
      const page = await this.load(before);
      this.chats.value = before === null ? page.chats : join(this.chats.value, page.chats);
      this.next.value = page.next;
      this.loaded.value = true;
    } catch (failure) {
      this.failure.value = failure;
    }
    this.busy.value = false;
  }
}

/** Every word must be somewhere in the name, address, agent, last line or id. */
export function matching(chats: readonly Summary[], search: string): readonly Summary[] {
  const words = fold(search).split(/\s+/).filter(Boolean);
  if (words.length === 0) return chats;
  return chats.filter((chat) => {
    const text = fold([chat.name, chat.email, chat.agent_name, chat.last, chat.id].join("\n"));
    return words.every((word) => text.includes(word));
  });
}

/** A chat that moved between two pages while they were read is shown once. */
function join(known: readonly Summary[], more: readonly Summary[]): readonly Summary[] {
  const ids = new Set(known.map((chat) => chat.id));
  return [...known, ...more.filter((chat) => !ids.has(chat.id))];
}

/** Without case and accents, so that "jose" finds "José". */
function fold(text: string): string {
  return text.normalize("NFD").replace(/\p{M}/gu, "").toLocaleLowerCase();
}
