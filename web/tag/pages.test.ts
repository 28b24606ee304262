import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { PageLeave, PageView } from "../shared/protocol";

type Beacon = PageView | PageLeave;

vi.mock("./config", () => ({
  config: { account: "demo", api: "https://api.example", cdn: "", window: "" },
}));

let beacons: Beacon[];
let moved: number;
let visible: DocumentVisibilityState;
let pages: typeof import("./pages");
let answers: unknown[];
let listeners: [EventTarget, string, EventListener][];

beforeEach(async () => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "performance", "Date"] });
  vi.resetModules();
  // biome-ignore lint/suspicious/noDocumentCookie: a new visitor for each test.
  document.cookie = "parley_visitor=; Path=/; Max-Age=0";
  [beacons, answers, moved, visible, listeners] = [[], [], 0, "visible", []];
  vi.spyOn(document, "visibilityState", "get").mockImplementation(() => visible);
  navigator.sendBeacon = (_url, body) => {
    beacons.push(JSON.parse(String(body)));
    return true;
  };
  rememberListeners(window);
  rememberListeners(document);
  history.replaceState(null, "", "/");
  document.title = "Shop";
  vi.stubGlobal("fetch", async (_url: string, { body }: { body: string }) => {
    beacons.push(JSON.parse(body));
    return { json: async () => ({ place: { city: "Ghent" } }) };
  });
  pages = await import("./pages");
  pages.startPages(
    () => moved++,
    (answer) => answers.push(answer),
  );
  await vi.advanceTimersByTimeAsync(10);
});

afterEach(() => {
  for (const [target, type, work] of listeners) target.removeEventListener(type, work);
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

/** The tag never takes its listeners away; the next test must not meet them. */
function rememberListeners(target: EventTarget): void {
  const add = target.addEventListener.bind(target);
  vi.spyOn(target, "addEventListener").mockImplementation((type, work) => {
    listeners.push([target, type, work as EventListener]);
    add(type, work as EventListener);
  });
}

function become(state: DocumentVisibilityState): void {
  visible = state;
  document.dispatchEvent(new Event("visibilitychange"));
}

function views(): PageView[] {
  return beacons.filter((beacon): beacon is PageView => beacon.kind === "view");
}

function leaves(): PageLeave[] {
  return beacons.filter((beacon): beacon is PageLeave => beacon.kind === "leave");
}

async function goTo(address: string, title: string): Promise<void> {
  history.pushState(null, "", address);
  window.dispatchEvent(new Event("popstate"));
  document.title = title;
  await vi.advanceTimersByTimeAsync(200);
}

test("a page view tells what the protocol names and nothing else", () => {
  const [view] = views();
  expect(Object.keys(view ?? {}).sort()).toEqual(
    "account connection kind language page referrer screen title url variables visit visitor zone".split(
      " ",
    ),
  );
  expect(view).toMatchObject({ account: "demo", kind: "view", page: 1, title: "Shop" });
  expect(view?.visitor).toBe(pages.visit?.visitor);
  expect(answers).toEqual([{ place: { city: "Ghent" } }]);
});

test("a page left before it was told is told as it goes", async () => {
  vi.resetModules();
  const { startPages } = await import("./pages");
  beacons = [];
  startPages(
    () => undefined,
    () => undefined,
  );
  window.dispatchEvent(new Event("pagehide"));
  expect(beacons.map((beacon) => beacon.kind)).toContain("view");
  const [told] = beacons.filter((beacon) => beacon.page === 2);
  expect(told?.kind).toBe("view");
});

test("time counts only while the page is visible, and each leave tells the total", async () => {
  await vi.advanceTimersByTimeAsync(990);
  become("hidden");
  await vi.advanceTimersByTimeAsync(60_000);
  become("visible");
  await vi.advanceTimersByTimeAsync(500);
  become("hidden");
  expect(leaves().map((leave) => leave.shown_ms)).toEqual([1_000, 1_500]);
});

test("leaving after hiding tells nothing twice", async () => {
  await vi.advanceTimersByTimeAsync(500);
  become("hidden");
  window.dispatchEvent(new Event("pagehide"));
  expect(leaves()).toHaveLength(1);
});

test("a page within an application is a page of its own, named by its own title", async () => {
  await goTo("/cart", "Cart");
  expect(views().map((view) => [view.page, view.title])).toEqual([
    [1, "Shop"],
    [2, "Cart"],
  ]);
  expect(views()[1]?.referrer).toContain("/");
  expect(leaves()).toEqual([]);
  expect(views()[1]?.before).toEqual({ page: 1, shown_ms: expect.any(Number) });
  expect(moved).toBe(1);
});

test("a fragment is a page only where it is an address", async () => {
  await goTo("/#reviews", "Shop");
  expect(views()).toHaveLength(1);
  await goTo("/#/cart", "Cart");
  expect(views()).toHaveLength(2);
});

test("a redirect on the way is not a page", async () => {
  history.pushState(null, "", "/old");
  window.dispatchEvent(new Event("popstate"));
  await goTo("/new", "New");
  expect(views().map((view) => [view.page, new URL(view.url).pathname])).toEqual([
    [1, "/"],
    [2, "/new"],
  ]);
});

test("the page's history functions stay its own", () => {
  expect(Object.hasOwn(history, "pushState")).toBe(false);
  expect(Object.hasOwn(history, "replaceState")).toBe(false);
});

test("a page left at once is told of all the same", async () => {
  history.pushState(null, "", "/quick");
  window.dispatchEvent(new Event("popstate"));
  become("hidden");
  expect(views().map((view) => view.page)).toEqual([1, 2]);
  await vi.advanceTimersByTimeAsync(1_000);
  expect(views()).toHaveLength(2);
});

test("a page restored from the back/forward cache counts again", async () => {
  const restored = Object.assign(new Event("pageshow"), { persisted: true });
  window.dispatchEvent(restored);
  await vi.advanceTimersByTimeAsync(200);
  expect(views().map((view) => view.page)).toEqual([1, 2]);
});

test("changed variables are told once they have gathered", async () => {
  const { setVariables } = await import("./variables");
  setVariables("cart", 1);
  pages.tellAgain();
  setVariables("cart", 2);
  pages.tellAgain();
  await vi.advanceTimersByTimeAsync(1_000);
  expect(views().map((view) => [view.page, view.variables.cart])).toEqual([
    [1, undefined],
    [1, 2],
  ]);
});

test("long addresses and titles are cut to what the server takes", async () => {
  await goTo(`/${"x".repeat(3_000)}`, `${"t".repeat(299)}😀`);
  const view = views()[1];
  expect(view?.url.length).toBe(2_000);
  expect(view?.title).toBe("t".repeat(299));
});

test("what happens is told with what is told next, and soon", async () => {
  pages.wait(pages.news.events, { kind: "cart", at: 1, value: 9 });
  expect(beacons).toHaveLength(1);
  await vi.advanceTimersByTimeAsync(1_000);
  expect(beacons[1]?.events).toEqual([{ kind: "cart", at: 1, value: 9 }]);
  pages.wait(pages.news.events, { kind: "error", at: 2, code: "E1" });
  become("hidden");
  expect(beacons.slice(2).flatMap((beacon) => beacon.events ?? [])).toEqual([
    { kind: "error", at: 2, code: "E1" },
  ]);
});

test("a page that talks without end is told of a few times, and bounded", async () => {
  for (let round = 0; round < 300; round++) {
    pages.wait(pages.news.events, { kind: "error", at: round });
    await vi.advanceTimersByTimeAsync(1_000);
  }
  expect(views()).toHaveLength(6);
  become("hidden");
  for (const beacon of beacons) expect(beacon.events?.length ?? 0).toBeLessThanOrEqual(10);
  expect(pages.news.events.length).toBeLessThanOrEqual(50);
});

test("after consent is withdrawn nothing is sent", async () => {
  beacons = [];
  pages.stopPages(true);
  await goTo("/cart", "Cart");
  become("hidden");
  expect(beacons).toEqual([]);
});
