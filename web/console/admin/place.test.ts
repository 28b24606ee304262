import { expect, it } from "vitest";
import { AdminPlace } from "./place";

const place = (...permissions: string[]) => {
  const asked: string[] = [];
  const api = {
    send: async (_: string, path: string) => {
      asked.push(path.split("?")[0] ?? "");
      return Response.json({ items: [], next: "" });
    },
  };
  const me = { id: "ag_ada", name: "Ada", email: "", role: "admin", permissions, account: "demo" };
  return { asked, place: new AdminPlace(api as never, me) };
};

it("puts the ids in a text into words where it knows them", () => {
  const { place: admin } = place();
  admin.groups.put({ id: "gr_abc2", name: "North", agents: 0 });
  const always = { hours: null, open: true, changes: null };
  admin.skills.put({ id: "sk_xyz", name: "Billing", agents: 0, ...always });
  expect(admin.inWords("agents.ag_unknown.groups")).toBe("agents.ag_unknown.groups");
  expect(admin.inWords("gr_abc2, sk_xyz, gr_abc")).toBe("North, Billing, gr_abc");
});

it("asks for names only who may see people", () => {
  const some = place("config.read");
  some.place.learnNames();
  expect(some.asked).toEqual([]);
  const more = place("people.read");
  more.place.learnNames();
  expect(more.asked.sort()).toEqual(["/v1/agents", "/v1/groups", "/v1/roles", "/v1/skills"]);
});
