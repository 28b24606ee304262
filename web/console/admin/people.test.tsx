import { render } from "preact";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { People } from "./people";
import { AdminContext, AdminPlace } from "./place";
import { PERMISSIONS } from "./records";
import { FakeServer } from "./server.fake";

const AGENT = {
  role: "agent",
  max_chats: 2,
  skills: ["sk_1"],
  levels: { sk_1: 3 },
  groups: [],
  active: true,
  status: "online",
  chats: 2,
  created: 1,
};

let fake: FakeServer;
let room: HTMLElement;

beforeEach(() => {
  fake = new FakeServer();
  fake.put("/v1/agents/ag_ben", { id: "ag_ben", name: "Ben", email: "ben@parley.test", ...AGENT });
  fake.put("/v1/agents/ag_ada", { id: "ag_ada", name: "Ada", email: "ada@parley.test", ...AGENT });
  const always = { hours: null, open: true, changes: null };
  fake.put("/v1/skills/sk_1", { id: "sk_1", name: "Orchids", agents: 2, ...always });
  fake.put("/v1/roles/agent", { id: "agent", name: "Agent", permissions: [], built_in: true });
  room = document.createElement("div");
  document.body.append(room);
});

afterEach(() => {
  render(null, room);
  room.remove();
});

function show(permissions: readonly string[] = PERMISSIONS): void {
  const me = { id: "ag_ada", name: "Ada", email: "", role: "admin", account: "demo", permissions };
  const place = new AdminPlace(fake, me);
  render(
    <AdminContext.Provider value={place}>
      <People />
    </AdminContext.Provider>,
    room,
  );
}

const rows = () => [...room.querySelectorAll(".card.person")].map((row) => row.textContent ?? "");

function press(label: string): void {
  const found = [...room.querySelectorAll("button")].find((each) => each.textContent === label);
  if (!found) throw new Error(`no button ${label}`);
  found.click();
}

it("lists people by name with role, load and skills", async () => {
  show();
  await vi.waitFor(() => expect(rows()).toHaveLength(2));
  await vi.waitFor(() => expect(rows()[0]).toContain("Orchids"));
  expect(rows()[0]).toContain("Ada");
  expect(rows()[1]).toContain("2 of 2 chats");
});

it("searches by skill, and says when nobody matches", async () => {
  show();
  await vi.waitFor(() => expect(rows()[0]).toContain("Orchids"));
  const search = room.querySelector<HTMLInputElement>("input[type=search]");
  const type = (text: string) => {
    if (search) search.value = text;
    search?.dispatchEvent(new Event("input"));
  };
  type("orch ben");
  await vi.waitFor(() => expect(rows()).toHaveLength(1));
  type("nobody");
  await vi.waitFor(() => expect(room.textContent).toContain("Nobody matches"));
});

it("offers no change to who may only look", async () => {
  show(["people.read"]);
  await vi.waitFor(() => expect(rows()).toHaveLength(2));
  expect(room.textContent).not.toContain("Invite an agent");
  press("Ben");
  await vi.waitFor(() => expect(room.querySelector("dialog fieldset")).not.toBeNull());
  expect(room.querySelector<HTMLFieldSetElement>("dialog fieldset")?.disabled).toBe(true);
  expect(room.textContent).not.toContain("Deactivate");
});

it("does not offer to deactivate oneself", async () => {
  show();
  await vi.waitFor(() => expect(rows()).toHaveLength(2));
  press("Ada");
  await vi.waitFor(() => expect(room.textContent).toContain("You cannot deactivate yourself"));
});

it("says what is wrong when the list cannot be read, and tries again", async () => {
  fake.lost = 9;
  show();
  await vi.waitFor(() =>
    expect(room.querySelector("[role=alert]")?.textContent).toMatch(/reached/),
  );
  fake.lost = 0;
  press("Try again");
  await vi.waitFor(() => expect(rows()).toHaveLength(2));
});

it("shows each skill's level in the list, the lowest too, and in the form beside its tick", async () => {
  fake.put("/v1/agents/ag_ben", {
    ...{ id: "ag_ben", name: "Ben", email: "ben@parley.test" },
    ...{ ...AGENT, levels: {} },
  });
  show();
  await vi.waitFor(() => expect(rows()[0]).toContain("Orchidslevel 3"));
  expect(rows()[1]).toContain("Orchidslevel 1");

  press("Ben");
  await vi.waitFor(() => expect(room.querySelector("dialog .skill")).not.toBeNull());
  const level = () => room.querySelector<HTMLSelectElement>(".skill.chosen select");
  expect([level()?.value, level()?.ariaLabel ?? level()?.getAttribute("aria-label")]).toEqual([
    "1",
    "Level of Orchids",
  ]);
  room.querySelector<HTMLInputElement>(".skill input")?.click();
  await vi.waitFor(() => expect(level()).toBeNull());
});

it("says what is wrong with an address, and asks the server nothing", async () => {
  show();
  await vi.waitFor(() => expect(rows()).toHaveLength(2));
  press("Invite an agent");
  await vi.waitFor(() => expect(room.querySelector("dialog form")).not.toBeNull());
  const type = (selector: string, text: string) => {
    const input = room.querySelector<HTMLInputElement>(`dialog ${selector}`);
    if (input) input.value = text;
    input?.dispatchEvent(new Event("input"));
  };
  type("input[type=text]", "Zoe");
  type("input[type=email]", "zoe@x");
  room.querySelector("dialog form")?.dispatchEvent(new Event("submit"));
  await vi.waitFor(() => expect(room.textContent).toContain("a domain with a dot in it"));
  expect(fake.sent).toEqual([]);
  type("input[type=email]", "zoe@x.test");
  await vi.waitFor(() => expect(room.textContent).not.toContain("a domain with a dot in it"));
});
