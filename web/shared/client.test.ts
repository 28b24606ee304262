import { afterEach, expect, test, vi } from "vitest";
import { OUTBOX_PREFIX, takeClient } from "./client";
import { openStore } from "./storage";

afterEach(() => {
  vi.unstubAllGlobals();
});

/** Locks as the browser grants them: one holder for each name. */
function stubLocks(): Set<string> {
  const held = new Set<string>();
  const request = (name: string, options: LockOptions, work: () => Promise<void>) => {
    if (!held.has(name)) {
      held.add(name);
      return work().finally(() => held.delete(name));
    }
    return new Promise((_, refuse) => {
      options.signal?.addEventListener("abort", () => refuse(new DOMException("", "AbortError")));
    });
  };
  vi.stubGlobal("navigator", { locks: { request } });
  return held;
}

test("a tab keeps its name", async () => {
  const store = openStore(() => null);
  const name = await takeClient(store);
  expect(name).toMatch(/^[a-z2-7]{8}$/);
  expect(await takeClient(store)).toBe(name);
});

test("a duplicated tab takes a name of its own and leaves its copies of waiting lines", async () => {
  stubLocks();
  const store = openStore(() => null);
  const original = await takeClient(store);
  store.set(`${OUTBOX_PREFIX}ch_a`, "{}");
  const duplicate = await takeClient(store);
  expect(duplicate).not.toBe(original);
  expect(store.get(`${OUTBOX_PREFIX}ch_a`)).toBeNull();
});

test("leaving the page sets its name free for the page that follows", async () => {
  const held = stubLocks();
  const store = openStore(() => null);
  const name = await takeClient(store);
  store.set(`${OUTBOX_PREFIX}ch_a`, "{}");
  window.dispatchEvent(new Event("pagehide"));
  await Promise.resolve();
  expect(await takeClient(store)).toBe(name);
  expect(store.get(`${OUTBOX_PREFIX}ch_a`)).toBe("{}");
  expect(held.size).toBe(1);
});

test("a name that somebody else wrote into the storage is not used", async () => {
  const store = openStore(() => null);
  store.set("parley.client", "<script>");
  expect(await takeClient(store)).toMatch(/^[a-z2-7]{8}$/);
});
