import { beforeEach, expect, it } from "vitest";
import { Crowd } from "./crowd";
import type { LiveVisitor } from "./records";

let there: LiveVisitor[];
let asked: string[];
let crowd: Crowd;

beforeEach(() => {
  there = Array.from({ length: 250 }, (_, at) => visitor(at));
  asked = [];
  crowd = new Crowd({ send });
});

function visitor(at: number): LiveVisitor {
  return { visit: `vs_${at}`, visitor: `vi_${at}`, url: "/", state: "browsing" } as LiveVisitor;
}

async function send(_method: string, path: string, ..._rest: unknown[]): Promise<Response> {
  asked.push(path);
  const query = new URLSearchParams(path.split("?")[1]);
  const [limit, after] = [Number(query.get("limit")), Number(query.get("after") ?? 0)];
  const end = after + limit;
  const next = end < there.length ? String(end) : "";
  const all = { total: there.length, matching: there.length, exact: true, at: 1 };
  return Response.json({ ...all, items: there.slice(after, end), next });
}

it("reads the list page by page, each visitor once", async () => {
  await crowd.begin();
  expect(crowd.order.value).toHaveLength(100);
  await crowd.further();
  await crowd.further();
  await crowd.further();
  expect(crowd.order.value).toHaveLength(250);
  expect(new Set(crowd.order.value).size).toBe(250);
  expect(crowd.more).toBe(false);
});

it("takes the new order while nobody reads, and keeps it while somebody does", async () => {
  await crowd.begin();
  there.unshift(visitor(900));
  await crowd.look();
  expect(crowd.order.value[0]).toBe("vs_900");
  crowd.still = () => true;
  there.unshift(visitor(901));
  there = there.map((each) => (each.visit === "vs_1" ? { ...each, url: "/cart" } : each));
  await crowd.look();
  expect(crowd.order.value[0]).toBe("vs_900");
  expect(crowd.waiting.value).toBe(1);
  expect(crowd.known.value.get("vs_1")?.url).toBe("/cart");
  await crowd.begin();
  expect([crowd.order.value[0], crowd.waiting.value]).toEqual(["vs_901", 0]);
});

it("renews the part that is in sight, and no other", async () => {
  await crowd.begin();
  await crowd.further();
  await crowd.further();
  asked = [];
  crowd.looked = 130;
  there = there.map((each) => (each.visit === "vs_150" ? { ...each, url: "/cart" } : each));
  await crowd.look();
  expect(crowd.known.value.get("vs_150")?.url).toBe("/cart");
  expect(asked).toHaveLength(2);
});

it("asks as the filters say, and drops answers to older questions", async () => {
  crowd.change({ search: " cart ", country: "NL" });
  await crowd.begin();
  expect(asked.at(-1)).toContain("search=cart&country=NL");
  const slow = crowd.look();
  crowd.change({ search: "" });
  there = [];
  await slow;
  expect(crowd.order.value).toHaveLength(100);
});

it("keeps what is there when the server is gone", async () => {
  let gone = false;
  crowd = new Crowd({
    send: (...asked) => (gone ? Promise.reject(new Error("gone")) : send(...asked)),
  });
  await crowd.begin();
  gone = true;
  await crowd.look();
  expect(crowd.order.value).toHaveLength(100);
  expect(crowd.failure.value).toBeInstanceOf(Error);
});
