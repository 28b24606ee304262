import { expect, it } from "vitest";
import { firstSection, sectionCalled, sectionsFor } from "./sections";

const names = (...permissions: string[]) => sectionsFor(permissions).map(({ name }) => name);

it("shows each section to those alone who may", () => {
  expect(names("chats.answer", "chats.read")).toEqual([]);
  expect(names("people.read")).toEqual(["people", "groups", "skills", "roles"]);
  expect(names("keys.write", "audit.read")).toEqual(["keys", "audit"]);
});

it("opens where there is something to see", () => {
  expect(firstSection(["chats.answer"])).toBeNull();
  expect(firstSection(["settings.write", "settings.read"])).toBe("settings");
  expect(sectionCalled("nowhere")).toBeUndefined();
});
