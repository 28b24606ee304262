// Asks the REST API for the admin screens: whole lists, things with their version, changes that may be sent twice.
import { type Api, ApiError } from "../api";
import type { Page, Tagged } from "./records";

export type Ask = Pick<Api, "send">;

/** More things than this are not read at once; lists say so. */
const MOST_PAGES = 20;
const AGAIN = 2;

export class AdminServer {
  constructor(private readonly api: Ask) {}

  async get<Value>(path: string): Promise<Tagged<Value>> {
    return tagged(await this.api.send("GET", path));
  }

  async file(path: string): Promise<Blob> {
    return (await this.api.send("GET", path)).blob();
  }

  async page<Item>(path: string, after = "", limit = 100): Promise<Page<Item>> {
    const query = new URLSearchParams({ limit: String(limit), ...(after === "" ? {} : { after }) });
    return (await this.get<Page<Item>>(`${path}?${query}`)).value;
  }

  /** All pages of a list, one after the other. */
  async all<Item>(path: string): Promise<Item[]> {
    const items: Item[] = [];
    let after = "";
    for (let turn = 0; turn < MOST_PAGES; turn++) {
      const page = await this.page<Item>(path, after);
      items.push(...page.items);
      after = page.next;
      if (after === "") break;
    }
    return items;
  }

  /** Sent again when no answer comes: the key keeps the server from doing it twice. */
  async post<Value>(path: string, body: unknown = {}): Promise<Tagged<Value>> {
    const headers = { "idempotency-key": crypto.randomUUID() };
    for (let tries = 0; ; tries++) {
      try {
        return await tagged(await this.api.send("POST", path, body, headers));
      } catch (failure) {
        if (!lost(failure) || tries >= AGAIN) throw failure;
      }
    }
  }

  /** A question that keeps nothing. */
  async ask<Value>(path: string, body: unknown): Promise<Value> {
    return (await (await this.api.send("POST", path, body)).json()) as Value;
  }

  async change<Value>(path: string, body: unknown, etag: string): Promise<Tagged<Value>> {
    return tagged(await this.api.send("PATCH", path, body, { "if-match": etag }));
  }

  async replace<Value>(path: string, body: unknown, etag: string): Promise<Tagged<Value>> {
    return tagged(await this.api.send("PUT", path, body, etag === "" ? {} : { "if-match": etag }));
  }

  async remove<Value>(path: string): Promise<Tagged<Value>> {
    return tagged(await this.api.send("DELETE", path));
  }
}

export function isOutdated(failure: unknown): boolean {
  return failure instanceof ApiError && failure.status === 412;
}

function lost(failure: unknown): boolean {
  return failure instanceof ApiError && failure.code === "unreachable";
}

async function tagged<Value>(response: Response): Promise<Tagged<Value>> {
  const text = await response.text();
  const value = (text === "" ? null : JSON.parse(text)) as Value;
  return { value, etag: response.headers.get("etag") ?? "" };
}
