import { beforeEach, expect, it } from "vitest";
import type { MessageRecord } from "../../shared/message";
import { ApiError } from "../api";
import { Inbox, readMessage, setState } from "./inbox";

let kept: MessageRecord[];
let version: number;
let fails: boolean;
const PAGE = 2;

const api = {
  async send(
    method: string,
    path: string,
    body?: unknown,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<Response> {
    if (fails) throw new ApiError(0, "unreachable", "");
    if (path.includes("?")) return Response.json(listed(new URLSearchParams(path.split("?")[1])));
    const found = kept.find(({ id }) => path.endsWith(id));
    if (method === "PATCH" && headers["if-match"] !== String(version))
      throw new ApiError(412, "outdated", "");
    if (method === "PATCH") Object.assign(found ?? {}, body, { done_by: "ag_a" });
    if (method === "PATCH") version += 1;
    return Response.json(found, { headers: { etag: String(version) } });
  },
};

beforeEach(() => {
  [version, fails] = [1, false];
  kept = [4, 3, 2, 1].map((at) => aMessage(at));
});

it("shows the newest, then older ones, and as many when it looks again", async () => {
  const inbox = new Inbox(api, "open");
  await inbox.reload();
  expect(times(inbox)).toEqual([4, 3]);
  await inbox.older();
  expect(times(inbox)).toEqual([4, 3, 2, 1]);
  kept.unshift(aMessage(5));
  await inbox.reload();
  expect(times(inbox)).toEqual([5, 4, 3, 2]);
  expect(inbox.next.value).toBe("2");
});

it("says when it could not look and leaves what is there", async () => {
  const inbox = new Inbox(api, "open");
  await inbox.reload();
  fails = true;
  await inbox.reload();
  expect(times(inbox)).toEqual([4, 3]);
  expect(inbox.failure.value).toBeInstanceOf(ApiError);
});

it("marks a message as done by the version that was read, or says that somebody was faster", async () => {
  const read = await readMessage(api, "ms_3");
  const done = await setState(api, read, "done");
  expect(done?.message.state).toBe("done");
  expect(await setState(api, read, "done")).toBeNull();
  const inbox = new Inbox(api, "open");
  await inbox.reload();
  expect(times(inbox)).toEqual([4, 2]);
});

function listed(query: URLSearchParams): { items: MessageRecord[]; next: string } {
  const after = Number(query.get("after") ?? "9999");
  const found = kept.filter(({ at, state }) => at < after && state === query.get("state"));
  const items = found.slice(0, PAGE);
  return { items, next: found.length > PAGE ? String(items.at(-1)?.at) : "" };
}

function times(inbox: Inbox): number[] {
  return inbox.items.value.map(({ at }) => at);
}

function aMessage(at: number): MessageRecord {
  return {
    id: `ms_${at}`,
    at,
    visitor: "vr_a",
    visit: "vs_a",
    name: "Vera",
    email: "vera@shop.test",
    text: "Call me",
    language: "en",
    url: "",
    title: "",
    chat: "",
    state: "open",
    done_by: "",
    done_at: 0,
  };
}
