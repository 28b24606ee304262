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
    return this.attempt(async () => {
      this.take([], await this.load(null));
      await this.fill();
    });
  }

  older(): Promise<void> {
    return this.attempt(async () => {
      await this.another();
      await this.fill();
    });
  }

  /** Pages end with the month too: a short one is followed by the next at once. */
  private async fill(): Promise<void> {
    const wanted = Math.ceil(this.chats.value.length / FULL_PAGE) * FULL_PAGE || FULL_PAGE;
    for (let turn = 0; turn < MOST_TURNS && this.next.value !== null; turn++) {
      if (this.chats.value.length >= wanted) return;
      await this.another();
    }
  }

  private async another(): Promise<void> {
    this.take(this.chats.value, await this.load(this.next.value));
  }

  private take(known: readonly Summary[], page: ChatPage): void {
    this.chats.value = join(known, page.chats);
    this.next.value = page.next;
    this.loaded.value = true;
  }

  private async attempt(work: () => Promise<void>): Promise<void> {
    if (this.busy.value) return;
    this.busy.value = true;
    this.failure.value = null;
    try {
      await work();
    } catch (failure) {
      this.failure.value = failure;
    }
    this.busy.value = false;
  }
}

const FULL_PAGE = 50;
const MOST_TURNS = 3;

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
