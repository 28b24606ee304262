import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { ChatWindow, Stage, Tag } from "../shared/bridge";
import { compiledOf } from "./rules/form.fake";
import words from "./words.json";

type Parley = ((...command: unknown[]) => void) & { q?: unknown[]; ready?: boolean };
type Page = Window & { parley?: Parley };

const page = window as Page;
let answers: (() => Promise<unknown>)[];
let beacons: string[];
let scripts: HTMLScriptElement[];

const config = vi.hoisted((): Record<string, unknown> => ({}));

vi.mock("./config", () => ({
  config,
  fileOf: (name: string) => `https://cdn.example/tag/${name}`,
}));

beforeEach(() => {
  for (const name of Object.keys(config)) delete config[name];
  Object.assign(config, {
    account: "demo",
    api: "https://api.example",
    window: "window.abc.js",
    invitation: "invitation.abc.js",
  });
  localStorage.clear();
  vi.useFakeTimers({
    toFake: ["setTimeout", "clearTimeout", "setInterval", "performance", "Date"],
  });
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
  vi.stubGlobal("fetch", async (_url: string, { body }: { body?: string } = {}) => {
    if (body) beacons.push(body);
    else return (answers.shift() ?? (() => Promise.reject(new Error("dead"))))();
    return { json: async () => ({}) };
  });
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

test("that the window did not load is told until somebody tries again", async () => {
  answers.push(available("online"), available("online"));
  await load();
  button()?.click();
  scripts[0]?.onerror?.(new Event("error"));
  // What the click asked of the file comes later than the failure.
  await vi.advanceTimersByTimeAsync(100);
  expect(button()?.className).toBe("failed");
  button()?.click();
  expect(button()?.className).toBe("online");
});

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
  let tag: Tag | undefined;
  page.parley?.("window", (given: Tag) => {
    tag = given;
    return { open, minimise: vi.fn(), page: vi.fn(), available: vi.fn() };
  });
  expect(open).toHaveBeenCalledOnce();
  expect(button()?.ariaBusy).toBe("false");
  tag?.button({ open: true });
  expect(button()).toBeNull();
  tag?.button({ open: false, name: "3 new messages" });
  expect(button()?.ariaLabel).toBe("3 new messages");
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
  const { keepVisit, nextPage } = await import("./visit");
  keepVisit({ ...nextPage(Date.now()), chat: "ch_demo_a" });
  vi.resetModules();
  await load();
  expect(scripts).toHaveLength(1);
  expect(button()?.className).toBe("online");
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

test("before consent nothing is stored or sent, and the button asks for it", async () => {
  config.consent = true;
  answers.push(available("online"));
  page.parley = Object.assign(() => undefined, { q: [["cart", { value: 5 }]] });
  await load();
  expect([beacons, document.cookie, localStorage.length, sessionStorage.length]).toEqual([
    [],
    "",
    0,
    0,
  ]);
  button()?.click();
  expect(scripts.map((script) => script.src)).toEqual([
    "https://cdn.example/tag/invitation.abc.js",
  ]);
  page.parley?.("consent", true);
  await vi.advanceTimersByTimeAsync(100);
  expect(JSON.parse(beacons[0] ?? "{}").events).toMatchObject([{ kind: "cart", value: 5 }]);
  expect(document.cookie).toContain("parley_visitor=vr_");
  page.parley?.("consent", false);
  expect(document.cookie).not.toContain("vr_");
  page.parley?.("cart", { value: 6 });
  expect(localStorage.length).toBe(0);
  button()?.click();
  expect(scripts).toHaveLength(1);
});

test("a browser that asks not to be tracked is asked, where the account keeps to that", async () => {
  vi.spyOn(navigator, "doNotTrack", "get").mockReturnValue("1");
  await load();
  expect(beacons).toHaveLength(1);
  vi.resetModules();
  [beacons, page.parley] = [[], undefined as never];
  // biome-ignore lint/suspicious/noDocumentCookie: somebody who was never here.
  document.cookie = "parley_visitor=; Path=/; Max-Age=0";
  config.dnt = true;
  await load();
  expect(beacons).toEqual([]);
});

function endOfVisit(): string {
  return JSON.parse(beacons.at(-1) ?? "{}").visit.slice(-10);
}

test("whom an agent invites asks how, once, and hears that it was taken back", async () => {
  let invited: unknown;
  const file = async () => ({ json: async () => ({ state: "online", at: 1, invited }) });
  answers.push(file, file, file, file);
  await load();
  // What changes on a page is told a few times only; that is another matter.
  for (let n = 0; n < 9; n++) {
    page.parley?.("set", "n", n);
    await vi.advanceTimersByTimeAsync(1_100);
  }
  const before = beacons.length;
  const withdrawn = vi.fn();
  page.parley?.("invitation", (stage: Stage) => {
    stage.withdrawn = withdrawn;
    return () => {};
  });
  invited = [
    ["elsewhere1", "iv_b"],
    [endOfVisit(), "iv_a"],
  ];
  await vi.advanceTimersByTimeAsync(120_000);
  expect(beacons).toHaveLength(before + 1);
  expect(withdrawn).not.toHaveBeenCalledWith("iv_a");
  invited = undefined;
  await vi.advanceTimersByTimeAsync(60_000);
  expect(withdrawn).toHaveBeenLastCalledWith("iv_a");
  expect(beacons).toHaveLength(before + 1);
});

function aWindow() {
  return {
    open: vi.fn<ChatWindow["open"]>(),
    minimise: vi.fn(),
    page: vi.fn(),
    available: vi.fn(),
  };
}

test("what led to the window goes with the chat, on the next page as well, and with no other", async () => {
  const skill = `sk_${"a".repeat(26)}`;
  let tag = {} as Tag;
  const makes = (given: Tag) => {
    tag = given;
    return aWindow();
  };
  await load();
  page.parley?.("invitation", (stage: Stage) => {
    stage.open(7, skill);
    return () => {};
  });
  page.parley?.("window", makes);
  expect([tag.rule(), tag.skill()]).toEqual(["7", skill]);
  vi.resetModules();
  Object.assign(page, { parley: undefined });
  await load();
  page.parley?.("window", makes);
  expect([tag.rule(), tag.skill()]).toEqual(["7", skill]);
  const visit = tag.visit();
  if (visit) tag.keep({ ...visit, chat: "ch_demo_a" });
  expect([tag.rule(), tag.skill()]).toEqual(["", ""]);
});

test("a window that a rule opens, or that was open on the page before, is not asked for", async () => {
  const made = aWindow();
  await load();
  let stage = {} as Stage;
  page.parley?.("invitation", (given: Stage) => {
    stage = given;
    return () => {};
  });
  stage.open(7, "", true);
  page.parley?.("window", () => made);
  expect(made.open).toHaveBeenLastCalledWith(true);
  stage.open(7, "");
  expect(made.open.mock.lastCall?.[0]).toBeFalsy();
});

test("what shows rules is loaded when one holds, and hears what held meanwhile", async () => {
  config.rules = compiledOf({ tables: [["P>", 1]], manners: [[[[0]]]], rules: [[1, 0, 0]] });
  await load();
  await vi.advanceTimersByTimeAsync(1_100);
  expect(scripts.map(({ src }) => src)).toEqual(["https://cdn.example/tag/invitation.abc.js"]);
  const take = vi.fn();
  page.parley?.("invitation", () => take);
  expect(take.mock.calls[0]?.[0]).toMatchObject({ begins: true, holding: [{ rule: 1 }] });
});

test("where no rule holds nothing more is loaded", async () => {
  config.rules = compiledOf({ tables: [["P>", 2]], manners: [[[[0]]]], rules: [[1, 0, 0]] });
  await load();
  await vi.advanceTimersByTimeAsync(1_100);
  expect(scripts).toEqual([]);
});

test.each([
  ["ar", "تحدّث معنا"],
  ["en", "Chat with us"],
])("the button speaks the language of the page: %s", async (language, said) => {
  config.words = "words.abc.json";
  config.language = language;
  answers.push(
    async () => ({ json: async () => (language === "en" ? { state: "online" } : words) }),
    available("online"),
  );
  await load();
  await vi.advanceTimersByTimeAsync(1_100);
  expect(document.querySelector("parley-button")?.shadowRoot?.textContent).toBe(said);
});

test("commands the tag does not know, and names of built-in properties, do nothing", async () => {
  await load();
  for (const name of ["toString", "__proto__", "constructor", "", 7, null, Symbol("x")])
    page.parley?.(name, {});
  expect(beacons).toHaveLength(1);
});
