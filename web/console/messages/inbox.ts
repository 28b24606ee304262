// The messages of one state loaded so far, and putting one into the other state. Held by the messages screen.
import { signal } from "@preact/signals";
import type { MessagePage, MessageRecord, MessageState } from "../../shared/message";
import { type Api, ApiError } from "../api";

export class Inbox {
  readonly items = signal<readonly MessageRecord[]>([]);
  readonly next = signal("");
  readonly loaded = signal(false);
  readonly busy = signal(false);
  readonly failure = signal<unknown>(null);

  constructor(
    private readonly api: Pick<Api, "send">,
    readonly state: MessageState,
  ) {}

  /** As much as is in sight, read again: some are done by now, others came. */
  async reload(): Promise<void> {
    await this.attempt(async () => {
      const found: MessageRecord[] = [];
      let next = "";
      do {
        const page = await this.page(next);
        found.push(...page.items);
        next = page.next;
      } while (next && found.length < this.items.peek().length);
      this.items.value = found;
      this.next.value = next;
      this.loaded.value = true;
    });
  }

  async older(): Promise<void> {
    await this.attempt(async () => {
      const page = await this.page(this.next.value);
      this.items.value = [...this.items.value, ...page.items];
      this.next.value = page.next;
    });
  }

  private async page(after: string): Promise<MessagePage> {
    const query = new URLSearchParams({ state: this.state, ...(after ? { after } : {}) });
    const answer = await this.api.send("GET", `/v1/messages?${query}`);
    return (await answer.json()) as MessagePage;
  }

  private async attempt(work: () => Promise<void>): Promise<void> {
    if (this.busy.peek()) return;
    this.busy.value = true;
    try {
      await work();
      this.failure.value = null;
    } catch (failure) {
      this.failure.value = failure;
    }
    this.busy.value = false;
  }
}

/** A message as it stands, with the version that a change must name. */
export interface ReadMessage {
  message: MessageRecord;
  etag: string;
}

export async function readMessage(api: Pick<Api, "send">, id: string): Promise<ReadMessage> {
  return told(await api.send("GET", pathOf(id)));
}

/** The message after the change; `null` if somebody was faster: read it again. */
export async function setState(
  api: Pick<Api, "send">,
  { message, etag }: ReadMessage,
  state: MessageState,
): Promise<ReadMessage | null> {
  try {
    return await told(await api.send("PATCH", pathOf(message.id), { state }, { "if-match": etag }));
  } catch (failure) {
    if (failure instanceof ApiError && failure.code === "outdated") return null;
    throw failure;
  }
}

async function told(answer: Response): Promise<ReadMessage> {
  return { message: await answer.json(), etag: answer.headers.get("etag") ?? "" };
}

function pathOf(id: string): string {
  return `/v1/messages/${encodeURIComponent(id)}`;
}
