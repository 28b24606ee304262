import { expect, it } from "vitest";
import { commandOf, type Press } from "./keys";

const press = (key: string, more: Partial<Press> = {}): Press => ({
  key,
  altKey: false,
  ctrlKey: false,
  metaKey: false,
  isComposing: false,
  ...more,
});

it("moves between chats from anywhere, also while writing", () => {
  expect(commandOf(press("ArrowDown", { altKey: true }), true, true)).toBe("next");
  expect(commandOf(press("ArrowUp", { altKey: true }), true, false)).toBe("previous");
});

it("leaves letters typed into a field alone", () => {
  expect(commandOf(press("e"), true, true)).toBeNull();
  expect(commandOf(press("e"), false, true)).toBe("end");
});

it("lets single keys be switched off", () => {
  expect(commandOf(press("?"), false, false)).toBeNull();
});

it("never takes a key of the browser", () => {
  expect(commandOf(press("e", { ctrlKey: true }), false, true)).toBeNull();
  expect(commandOf(press("1", { metaKey: true }), false, true)).toBeNull();
  expect(commandOf(press("s", { altKey: true }), false, true)).toBeNull();
  expect(commandOf(press("ArrowDown"), false, true)).toBeNull();
});
