import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { Host } from "../shared/bridge";

type Parley = ((...command: unknown[]) => void) & { q?: unknown[]; ready?: boolean };
type Page = Window & { parley?: Parley };

const page = window as Page;
let answers: (() => Promise<unknown>)[];
let beacons: string[];
let scripts: HTMLScriptElement[];

vi.mock("./config", () => ({
  readConfig: () => ({
    account: "demo",
    api: "https://api.example",
    cdn: "https://cdn.example",
    window: "window.abc.js",
  }),
}));

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "setInterval", "Date"] });
  vi.resetModules();
  // biome-ignore lint/suspicious/noDocumentCookie: a new visitor for each test.
  document.cookie = "parley_visitor=; Path=/; Max-Age=0";
  sessionStorage.clear();
  delete page.parley;
  for (const element of document.querySelectorAll("parley-button")) element.remove();
  [answers, beacons, scripts] = [[], [], []];
  // Nothing is loaded here; the tests say what came of it.
  vi.spyOn(document.head, "append").mockImplementation((script) => {
    scripts.push(script as HTMLScriptElement);
  });
  navigator.sendBeacon = (_url, body) => beacons.push(String(body)) > 0;
  vi.stubGlobal("fetch", () => (answers.shift() ?? (() => Promise.reject(new Error("dead"))))());
});

afterEach(() => {
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

function available(state: unknown): () => Promise<unknown> {
  return async () => ({ json: async () => ({ state, at: 1 }) });
}

async function load(): Promise<void> {
  await import("./index");
  await vi.advanceTimersByTimeAsync(100);
}

function button(): HTMLButtonElement | null {
  const host = document.querySelector<HTMLElement>("parley-button");
  return host && !host.hidden ? (host.shadowRoot?.querySelector("button") ?? null) : null;
}

test("the button shows in the state the file tells", async () => {
  answers.push(available("busy"));
  await load();
  expect(button()?.className).toBe("busy");
  expect(button()?.textContent).toContain("busy");
});

test("a page that asks for a skill shows whether that is open", async () => {
  const skill = `sk_${"a".repeat(26)}`;
  page.parley = Object.assign(() => undefined, { q: [["set", "skill", skill]] });
  const file = { state: "online", at: 1, skills: { [skill]: "busy" } };
  answers.push(async () => ({ json: async () => file }));
  await load();
  expect(button()?.className).toBe("busy");
});

test("with everything behind it dead there is no button and no error", async () => {
  navigator.sendBeacon = () => false;
  await load();
  expect(button()).toBeNull();
});

test("an availability that makes no sense shows no button", async () => {
  answers.push(available("<b>"));
  await load();
  expect(button()).toBeNull();
});

test("what the page said before the tag came belongs to the first page view", async () => {
  page.parley = Object.assign(() => undefined, { q: [["set", "plan", "gold"], ["unknown"], 7] });
  await load();
  expect(JSON.parse(beacons[0] ?? "{}").variables).toEqual({ plan: "gold" });
  expect(beacons).toHaveLength(1);
});

test("a tag that is loaded twice counts once", async () => {
  answers.push(available("online"), available("online"));
  await load();
  vi.resetModules();
  await load();
  expect(beacons).toHaveLength(1);
  expect(document.querySelectorAll("parley-button")).toHaveLength(1);
});

test("the window is asked for by the first click and opened when it comes", async () => {
  answers.push(available("online"), available("online"));
  await load();
  expect(scripts).toEqual([]);
  button()?.click();
  expect(scripts.map((script) => script.src)).toEqual(["https://cdn.example/tag/window.abc.js"]);
  expect(button()?.ariaBusy).toBe("true");
  const open = vi.fn();
  let host: Host | undefined;
  page.parley?.("window", (given: Host) => {
    host = given;
    return { open, minimise: vi.fn(), page: vi.fn(), available: vi.fn() };
  });
  expect(open).toHaveBeenCalledOnce();
  host?.shown(true);
  expect(button()).toBeNull();
  host?.shown(false);
  host?.unread(3);
  expect(button()?.ariaLabel).toContain("3");
});

test("a window that cannot be loaded can be asked for again", async () => {
  answers.push(available("online"));
  await load();
  button()?.click();
  scripts[0]?.dispatchEvent(new Event("error"));
  expect(button()?.textContent).toContain("Try again");
  button()?.click();
  expect(scripts).toHaveLength(2);
});

test("a running chat brings its window without a click, and the way back to it", async () => {
  answers.push(available("offline"));
  const { nextPage, noteChat } = await import("./visit");
  nextPage(Date.now());
  noteChat("ch_demo_a", Date.now());
  vi.resetModules();
  await load();
  expect(scripts).toHaveLength(1);
  expect(button()?.className).toBe("running");
});

test("a button that is closed by hours says when it opens, and follows what else changes", async () => {
  vi.setSystemTime(new Date(2030, 0, 3));
  const opens = new Date(2030, 0, 7, 9, 30).getTime();
  answers.push(async () => ({ json: async () => ({ state: "offline", at: 1, opens }) }));
  answers.push(async () => ({ json: async () => ({ state: "offline", at: 2 }) }));
  await load();
  expect(button()?.ariaLabel).toBe("Chat opens Monday 9:30 AM");
  await vi.advanceTimersByTimeAsync(60_000);
  expect(button()?.ariaLabel).toBe("Chat is closed");
});
