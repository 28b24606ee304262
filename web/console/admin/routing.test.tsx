import { render } from "preact";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { AdminContext, AdminPlace } from "./place";
import { PERMISSIONS } from "./records";
import { Routing } from "./routing";
import { BLANK } from "./routing-draft";
import { FakeServer } from "./server.fake";

const RULES = "/v1/routing-rules";
let fake: FakeServer;
let room: HTMLElement;

beforeEach(() => {
  fake = new FakeServer();
  // The list has a version of its own; the fake keeps it as a thing.
  fake.put(RULES, { items: [rule("rr_a", "First"), rule("rr_b", "Second")] });
  room = document.createElement("div");
  document.body.append(room);
  HTMLDialogElement.prototype.showModal ??= () => {};
});

afterEach(() => {
  render(null, room);
  room.remove();
});

function rule(id: string, name: string) {
  const warnings = [{ code: "hidden", ring: -1, thing: "rr_a", message: "Never reached." }];
  return { ...BLANK, id, name, warnings: id === "rr_b" ? warnings : [] };
}

function show(permissions: readonly string[] = PERMISSIONS): void {
  const me = { id: "ag_ada", name: "Ada", email: "", role: "admin", account: "demo", permissions };
  const place = new AdminPlace(fake, me);
  render(
    <AdminContext.Provider value={place}>
      <Routing />
    </AdminContext.Provider>,
    room,
  );
}

const names = () =>
  [...room.querySelectorAll(".routing-rule strong")].map((one) => one.textContent);
const labelled = (label: string) => room.querySelector<HTMLElement>(`[aria-label="${label}"]`);

it("lists the rules in order, each in a sentence, with what will not work", async () => {
  show();
  await vi.waitFor(() => expect(names()).toEqual(["First", "Second"]));
  expect(room.textContent).toContain("Every chat → anybody");
  await vi.waitFor(() => expect(room.textContent).toContain("Never reached: “First” above"));
});

it("sends the whole order when one moves, by the version that was read", async () => {
  show();
  await vi.waitFor(() => expect(labelled("Move Second up")).toBeTruthy());
  labelled("Move Second up")?.click();
  await vi.waitFor(() => expect(fake.sent).toContainEqual({ order: ["rr_b", "rr_a"] }));
});

it("does not move beyond the ends, and keeps the button in reach", async () => {
  show();
  await vi.waitFor(() => expect(labelled("Move First up")).toBeTruthy());
  const up = labelled("Move First up");
  expect([up?.ariaDisabled ?? up?.getAttribute("aria-disabled"), up?.tabIndex]).toEqual([
    "true",
    0,
  ]);
  up?.click();
  expect(fake.sent).toEqual([]);
});

it("offers no change to who may only look", async () => {
  show(["settings.read"]);
  await vi.waitFor(() => expect(names()).toHaveLength(2));
  expect(labelled("Change First")).toBeNull();
  expect(room.textContent).not.toContain("Add a routing rule");
  // Trying tells who is there: that is for who may see people.
  expect(room.textContent).not.toContain("Where would a chat go?");
});

it("says beside a greyed button why a rule cannot be saved, and what the rule does", async () => {
  show();
  await vi.waitFor(() => expect(names()).toHaveLength(2));
  const [make] = [...room.querySelectorAll("button")].filter((one) =>
    one.textContent?.includes("Add a routing rule"),
  );
  make?.click();
  const footer = () => room.querySelector("dialog footer")?.textContent ?? "";
  await vi.waitFor(() => expect(footer()).toContain("Begin with a name."));
  expect(footer()).toContain("Every chat → anybody");
  const name = room.querySelector<HTMLInputElement>("dialog input");
  if (name) name.value = "Invoices";
  name?.dispatchEvent(new Event("input"));
  await vi.waitFor(() => expect(footer()).not.toContain("name"));
});
