import { render } from "preact";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { AdminContext, AdminPlace } from "./place";
import { PERMISSIONS } from "./records";
import { FakeServer } from "./server.fake";
import { Settings } from "./settings";

const SETTINGS = {
  max_chats: 3,
  grace_s: 20,
  max_wait_s: 900,
  away_waiting_s: 120,
  away_open_s: 600,
  accept_mode: "auto",
  offer_s: 30,
  wrap_up_s: 0,
  last_agent_days: 0,
  max_queue: 0,
  busy_wait_s: 0,
  hours: null,
  mfa_required: false,
  password_days: 0,
  mask_cards: true,
  keep_cards: false,
  mask_patterns: [],
};

let fake: FakeServer;
let place: AdminPlace;
let room: HTMLElement;

beforeEach(() => {
  fake = new FakeServer();
  fake.put("/v1/account", { id: "demo", name: "Demo", origins: [], settings: SETTINGS });
  const me = { id: "ag_ada", name: "Ada", email: "", role: "admin", account: "demo" };
  place = new AdminPlace(fake, { ...me, permissions: PERMISSIONS });
  room = document.createElement("div");
  document.body.append(room);
});

afterEach(() => {
  render(null, room);
  room.remove();
});

async function show(): Promise<void> {
  render(
    <AdminContext.Provider value={place}>
      <Settings />
    </AdminContext.Provider>,
    room,
  );
  await vi.waitFor(() => expect(field("Patience with a lost agent")).toBeTruthy());
}

function field(label: string): HTMLInputElement | null {
  const found = [...room.querySelectorAll("label")].find((each) => each.textContent === label);
  return found ? (document.getElementById(found.htmlFor) as HTMLInputElement) : null;
}

function type(label: string, text: string): void {
  const input = field(label);
  if (!input) throw new Error(`no field ${label}`);
  input.value = text;
  input.dispatchEvent(new Event("input"));
}

it("sends what was changed alone, and says so", async () => {
  await show();
  type("Patience with a lost agent", "45");
  await vi.waitFor(() => expect(room.textContent).toContain("1 change is not saved yet"));
  room.querySelector("form")?.dispatchEvent(new Event("submit", { cancelable: true }));
  await vi.waitFor(() => expect(place.said.value).toContain("saved"));
  expect(fake.sent).toEqual([{ settings: { grace_s: 45 } }]);
});

it("keeps a draft over a look at another section", async () => {
  await show();
  type("Name of the account", "Our shop");
  await vi.waitFor(() => expect(room.textContent).toContain("not saved yet"));
  render(null, room);
  await show();
  expect(field("Name of the account")?.value).toBe("Our shop");
  expect(room.textContent).toContain("not saved yet");
});

it("takes no address that is no site's", async () => {
  await show();
  type("Address of a site", "nowhere");
  [...room.querySelectorAll("button")].find((each) => each.textContent === "Add")?.click();
  await vi.waitFor(() => expect(room.textContent).toContain("This is not the address of a site"));
  expect(place.settings.dirty.value).toBe(false);
});

it("offers to keep card numbers only while they are masked, and warns", async () => {
  await show();
  const keep = field("Keep card numbers, encrypted");
  expect([keep?.checked, keep?.disabled]).toEqual([false, false]);
  expect(room.textContent).toContain("has to meet PCI DSS");
  field("Mask card numbers")?.click();
  await vi.waitFor(() => expect(field("Keep card numbers, encrypted")?.disabled).toBe(true));
});
