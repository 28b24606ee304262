import { expect, test } from "vitest";
import { openStore, readJson } from "./storage";

function storageThat(fails: Partial<Storage>): Storage {
  return fails as Storage;
}

const full = () => {
  throw new DOMException("full", "QuotaExceededError");
};

test("what is written can be read by the next page", () => {
  openStore(() => window.sessionStorage).set("parley.a", "1");
  const next = openStore(() => window.sessionStorage);
  expect(next.get("parley.a")).toBe("1");
  next.remove("parley.a");
  expect(openStore(() => window.sessionStorage).get("parley.a")).toBeNull();
});

test("forbidden storage serves this page from memory", () => {
  const store = openStore(() => {
    throw new DOMException("forbidden", "SecurityError");
  });
  store.set("parley.a", "1");
  expect(store.get("parley.a")).toBe("1");
  expect(store.keys()).toEqual(["parley.a"]);
});

test("full storage keeps the newest value and leaves no older one behind", () => {
  const removed: string[] = [];
  const store = openStore(() =>
    storageThat({
      setItem: full,
      getItem: () => "old",
      removeItem: (key) => {
        removed.push(key);
      },
    }),
  );
  store.set("parley.a", "new");
  expect(store.get("parley.a")).toBe("new");
  expect(removed).toEqual(["parley.a"]);
});

test("what is not JSON reads as nothing", () => {
  const store = openStore(() => null);
  store.set("parley.a", "{");
  expect(readJson(store, "parley.a")).toBeNull();
  store.set("parley.a", '{"b":1}');
  expect(readJson(store, "parley.a")).toEqual({ b: 1 });
});
