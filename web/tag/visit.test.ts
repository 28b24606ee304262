import { beforeEach, expect, test, vi } from "vitest";

const MINUTE = 60_000;
const NOW = 1_790_000_000_000;

let nextPage: typeof import("./visit").nextPage;
let keepVisit: typeof import("./visit").keepVisit;
let forgetVisit: typeof import("./visit").forgetVisit;
let readVisit: typeof import("./visit").readVisit;
let touch: typeof import("./visit").touch;

beforeEach(async () => {
  // biome-ignore lint/suspicious/noDocumentCookie: the tag's own way of keeping it.
  document.cookie = "parley_visitor=; Path=/; Max-Age=0";
  // A new document: what the one before kept in memory is gone as well.
  vi.resetModules();
  ({ nextPage, keepVisit, forgetVisit, readVisit, touch } = await import("./visit"));
});

test("the first page makes a visitor and a visit", () => {
  const visit = nextPage(NOW);
  expect(visit.visitor).toMatch(/^vr_[a-z2-7]{26}$/);
  expect(visit.visit).toMatch(/^vs_[a-z2-7]{26}$/);
  expect(visit).toMatchObject({ page: 1, first: NOW, last: 0, chat: "" });
});

test("pages count up within a visit", () => {
  const first = nextPage(NOW);
  const second = nextPage(NOW + 29 * MINUTE);
  expect(second).toMatchObject({ visitor: first.visitor, visit: first.visit, page: 2 });
});

test("half an hour of silence ends the visit", () => {
  const first = nextPage(NOW);
  const next = nextPage(NOW + 31 * MINUTE);
  expect(next.visitor).toBe(first.visitor);
  expect(next.visit).not.toBe(first.visit);
  expect(next).toMatchObject({ page: 1, first: NOW, last: NOW });
});

test("activity and a running chat hold the visit together", () => {
  const first = nextPage(NOW);
  touch(NOW + 20 * MINUTE);
  expect(nextPage(NOW + 40 * MINUTE).visit).toBe(first.visit);
  const visit = nextPage(NOW + 40 * MINUTE);
  keepVisit({ ...visit, chat: "ch_demo_a" });
  expect(nextPage(NOW + 120 * MINUTE)).toMatchObject({ visit: first.visit, chat: "ch_demo_a" });
});

test("a visit knows when it began and which of the visitor's it is", () => {
  nextPage(NOW);
  expect(readVisit()).toMatchObject({ started: NOW, visits: 1 });
  nextPage(NOW + 31 * MINUTE);
  nextPage(NOW + 32 * MINUTE);
  expect(readVisit()).toMatchObject({ started: NOW + 31 * MINUTE, visits: 2, first: NOW });
});

test("a clock that is put back ends the visit instead of holding it for ever", () => {
  const first = nextPage(NOW);
  expect(nextPage(NOW - 400 * MINUTE).visit).not.toBe(first.visit);
});

test("what was kept can be forgotten", () => {
  nextPage(NOW);
  forgetVisit();
  expect(readVisit()).toBeNull();
  expect(document.cookie).not.toContain("vr_");
});

test("a cookie that somebody else wrote is replaced", () => {
  for (const value of ["x", "vr_A.b.c", `vr_${"a".repeat(26)}.vs_"><b>.ch_a.1.1.1.1.1.1.1`]) {
    // biome-ignore lint/suspicious/noDocumentCookie: written as another script would.
    document.cookie = `parley_visitor=${value}; Path=/`;
    expect(readVisit()).toBeNull();
    expect(nextPage(NOW).page).toBe(1);
  }
});
