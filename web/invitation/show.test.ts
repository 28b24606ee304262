import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { CONSENT, type Holding, type Showing, type Stage } from "../shared/bridge";
import { BUTTON, type Compiled, INVITE, type Listed, OPEN, ROUTE, SET } from "../tag/rules/types";
import { beginShow } from "./show";

const INVITATION = {
  do: "invite",
  text: { en: "May I help?", ar: "هل أساعدك؟" },
  title: { "": "Hello <b>you</b>" },
  image: "javascript:alert(1)",
  position: "corner",
  delay_s: 2,
  expires_s: 30,
  skill: "sk_a",
  accept: {},
  decline: {},
};
const OFFERS = {
  7: { actions: [INVITATION] },
  10: {
    actions: [INVITATION],
    experiment: [0, 0, "", 0, 100],
    variants: [
      { name: "plain", invite: {} },
      { name: "short", invite: { text: { "": "Help?" } } },
    ],
  },
  11: { actions: [INVITATION], experiment: [0, 100, "", 100] },
  8: { actions: [{ do: "open" }] },
  9: { actions: [{ do: "banner", text: { "": "Free delivery" }, link: "/delivery" }] },
};
const RULE_7: Showing = { rule: 7, actions: [[INVITE]] };

let stage: Stage & { told: string[] };
let open: ReturnType<typeof vi.fn<Stage["open"]>>;
let take: (showing: Showing | Holding) => void;
/** Says to each observer how much of its element is in view. */
let inView: ((ratio: number) => void)[];

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "Date", "requestAnimationFrame"] });
  inView = [];
  vi.stubGlobal(
    "IntersectionObserver",
    class {
      constructor(told: (entries: object[]) => void) {
        inView.push((intersectionRatio) => told([{ intersectionRatio }]));
      }
      observe(): void {}
      disconnect(): void {}
    },
  );
  vi.stubGlobal("fetch", async () => ({ json: async () => OFFERS }));
  open = vi.fn();
  const told: string[] = [];
  stage = {
    told,
    rules: ["", "", [], "", 0] as Compiled,
    button: vi.fn(),
    set: vi.fn(),
    route: vi.fn(),
    language: "en",
    offers: "https://cdn.example/tag/o.json",
    memory: { visitor: "vr_a", shown: 0, at: 0, up: true, rules: {}, G: {} },
    engaged: ({ rule, variant, state }) => told.push(`${rule}${variant}:${state}`),
    open,
  };
  take = beginShow(stage);
});

afterEach(() => {
  for (const card of document.querySelectorAll("parley-invitation")) card.remove();
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

function card(): ShadowRoot | null {
  return document.querySelector("parley-invitation")?.shadowRoot ?? null;
}

function press(name: string): void {
  card()?.querySelector<HTMLElement>(name)?.click();
}

async function see(): Promise<void> {
  for (const tell of inView) tell(0.6);
  await vi.advanceTimersByTimeAsync(1_000);
}

async function invite(showing = RULE_7): Promise<void> {
  take(showing);
  await vi.advanceTimersByTimeAsync(2_100);
}

function holds(rule: number, ...actions: Listed["manner"][0]): Holding {
  const manner: Listed["manner"] = [actions];
  const one = { index: rule, rule, manner, first: -1, others: [], shown: false, done: false };
  return { holding: [one], begins: false };
}

test("a rule that holds does what it may, and only once on a page", async () => {
  stage.memory.up = false;
  const held = holds(7, [INVITE], [SET, "plan", "gold"], [ROUTE], [BUTTON, 0]);
  take(held);
  take(held);
  await vi.advanceTimersByTimeAsync(0);
  expect(stage.told).toEqual(["7:offered"]);
  expect(vi.mocked(stage.set).mock.calls).toEqual([["plan", "gold"]]);
  expect(vi.mocked(stage.route).mock.calls).toEqual([[7]]);
  expect(vi.mocked(stage.button).mock.calls).toEqual([[{ allowed: false }]]);
  take({ holding: [], begins: true });
  expect(stage.button).toHaveBeenLastCalledWith({ allowed: true });
});

test("a rule that holds waits while an invitation is up", async () => {
  take(holds(7, [INVITE]));
  await vi.advanceTimersByTimeAsync(0);
  expect(stage.told).toEqual([]);
});

test("an invitation comes after its delay, as text, and takes no focus", async () => {
  take(RULE_7);
  await vi.advanceTimersByTimeAsync(1_900);
  expect(card()).toBeNull();
  await vi.advanceTimersByTimeAsync(200);
  expect(card()?.querySelector("strong")?.textContent).toBe("Hello <b>you</b>");
  expect(card()?.querySelector("p")?.textContent).toBe("May I help?");
  expect(card()?.querySelector("img")).toBeNull();
  expect(card()?.querySelector("[role=status] p")).not.toBeNull();
  expect(document.activeElement).toBe(document.body);
});

test("shown is what was seen for a second, not what was drawn", async () => {
  await invite();
  expect(stage.told).toEqual(["7:offered"]);
  for (const tell of inView) tell(0.6);
  await vi.advanceTimersByTimeAsync(900);
  for (const tell of inView) tell(0.2);
  await vi.advanceTimersByTimeAsync(5_000);
  expect(stage.told).toEqual(["7:offered"]);
  await see();
  expect(stage.told).toEqual(["7:offered", "7:shown"]);
  expect(stage.memory).toMatchObject({
    shown: 1,
    at: Date.now(),
    rules: { 7: [1, 1, Date.now(), 0] },
  });
});

test("accepting opens the window with the skill", async () => {
  await invite();
  await see();
  press(".accept");
  expect(card()).toBeNull();
  expect(open).toHaveBeenCalledWith(7, "sk_a");
  expect(stage.told.at(-1)).toBe("7:accepted");
  expect(stage.memory.up).toBe(false);
});

test("declining is remembered with its time, by the cross and by Escape too", async () => {
  for (const decline of [
    () => press(".decline"),
    () => press(".close"),
    () => document.dispatchEvent(new KeyboardEvent("keydown", { key: "Escape" })),
  ]) {
    await invite();
    await see();
    decline();
    expect(card()).toBeNull();
    expect(stage.told.at(-1)).toBe("7:declined");
    expect(stage.memory.rules[7]?.[3]).toBe(Date.now());
  }
  expect(stage.memory.G).toEqual({ 7: "declined", "": "declined" });
});

test("nobody answers: it is over after its time, and when the page goes", async () => {
  await invite();
  await see();
  await vi.advanceTimersByTimeAsync(30_000);
  expect([card(), stage.told.at(-1)]).toEqual([null, "7:ignored"]);
  await invite();
  await see();
  stage.left?.();
  expect([card(), stage.told.at(-1)]).toEqual([null, "7:ignored"]);
});

test("who opens the window by themselves while it is up has accepted", async () => {
  await invite();
  stage.opened?.();
  expect([card(), stage.told.at(-1)]).toEqual([null, "7:accepted"]);
  expect(open).not.toHaveBeenCalled();
});

test("a variant shows its own words, and is told with them", async () => {
  await invite({ ...RULE_7, rule: 10 });
  expect(card()?.querySelector("p")?.textContent).toBe("Help?");
  expect(stage.told).toEqual(["101:offered"]);
});

test("a control group is shown nothing, and counts", async () => {
  await invite({ ...RULE_7, rule: 11 });
  expect([card(), stage.told]).toEqual([null, ["110:control"]]);
  expect(stage.memory.rules[11]?.[0]).toBe(1);
  expect(stage.memory.up).toBe("page");
});

test("a rule may open the window itself", async () => {
  take({ rule: 8, actions: [[OPEN]] });
  await vi.advanceTimersByTimeAsync(0);
  expect(open).toHaveBeenCalledWith(8, "", true);
  expect(stage.told).toEqual(["8:offered", "8:shown"]);
});

test("a banner leads where it says, and leaves the place of invitations alone", async () => {
  take({ rule: 9, actions: [[3]] });
  await invite();
  expect(document.querySelectorAll("parley-invitation")).toHaveLength(2);
  const link = document.querySelector("parley-invitation")?.shadowRoot?.querySelector("a");
  expect(link?.getAttribute("href")).toMatch(/^http.*\/delivery$/);
  expect(stage.memory.up).toBe(true);
});

test("what an agent takes back is over, seen or not, and makes room", async () => {
  const hand = { id: "in_1", text: "Which size?", agent: "Ada" };
  for (const isSeen of [true, false]) {
    take({ rule: 0, actions: [], hand });
    if (isSeen) await see();
    stage.withdrawn?.("in_2");
    expect(card()).not.toBeNull();
    stage.withdrawn?.("in_1");
    expect([card(), stage.memory.up]).toEqual([null, false]);
  }
  expect(stage.told).toEqual(["0in_1:offered", "0in_1:shown", "0in_1:ignored", "0in_1:offered"]);
  await invite();
  take({ rule: 0, actions: [], hand });
  stage.withdrawn?.("in_1");
  press(".decline");
  expect(card()).toBeNull();
});

test("an invitation by hand names the agent and waits for its turn", async () => {
  await invite();
  const hand = { id: "in_1", text: "Which size?", agent: "Ada" };
  take({ rule: 0, actions: [], hand });
  press(".decline");
  await vi.advanceTimersByTimeAsync(20);
  expect(card()?.textContent).toContain("Ada would like to help");
  await see();
  press(".accept");
  expect(stage.told.slice(-3)).toEqual(["0in_1:offered", "0in_1:shown", "0in_1:accepted"]);
});

test("without consent the question is asked, and yes opens the window", () => {
  take({ rule: CONSENT, actions: [] });
  press(".decline");
  expect(open).not.toHaveBeenCalled();
  take({ rule: CONSENT, actions: [] });
  press(".accept");
  expect(open).toHaveBeenCalledOnce();
  expect(stage.told).toEqual([]);
});

test("offers that do not come, or make no sense, show nothing and throw nothing", async () => {
  for (const answer of [
    async () => Promise.reject(new Error("dead")),
    async () => ({ json: async () => JSON.parse("{") }),
    async () => ({ json: async () => ({}) }),
    async () => ({ json: async () => null }),
    async () => ({ json: async () => ({ 7: { actions: "?" } }) }),
  ]) {
    vi.stubGlobal("fetch", answer);
    beginShow(stage)(RULE_7);
    await vi.advanceTimersByTimeAsync(5_000);
    expect(card()).toBeNull();
  }
});

test("right to left where the page is", async () => {
  stage.language = "ar";
  await invite();
  expect(card()?.querySelector("section")?.dir).toBe("rtl");
  expect(card()?.querySelector("p")?.textContent).toBe("هل أساعدك؟");
});
