// @vitest-environment node
import { expect, test } from "vitest";
import { chooseLanguage, directionOf, makeCatalogue } from "./catalogue";

const en = makeCatalogue("en", {
  hello: "Hello {name}",
  new: { one: "{count} new line", other: "{count} new lines" },
});

test("values are put in where they are named", () => {
  expect(en.text("hello", { name: "{count}" })).toBe("Hello {count}");
  expect(en.text("hello")).toBe("Hello {name}");
});

test("plurals follow the language", () => {
  expect(en.text("new", { count: 1 })).toBe("1 new line");
  expect(en.text("new", { count: 1200 })).toBe("1,200 new lines");
  const ar = makeCatalogue("ar", { new: { two: "two", few: "few", other: "other" } });
  expect([2, 5, 100].map((count) => ar.text("new", { count }))).toEqual(["two", "few", "other"]);
});

test("a missing text shows its key rather than nothing", () => {
  expect(en.text("absent")).toBe("absent");
});

test("Arabic, Hebrew and Persian run from right to left", () => {
  expect(["ar-EG", "he", "fa", "en", "de"].map(directionOf)).toEqual([
    "rtl",
    "rtl",
    "rtl",
    "ltr",
    "ltr",
  ]);
});

test("the first wish that is offered is chosen, else the first offer", () => {
  expect(chooseLanguage(["fr-CA", "ar-EG", "en"], ["en", "ar"])).toBe("ar");
  expect(chooseLanguage(["fr"], ["en", "ar"])).toBe("en");
});

test("words none by itself where the catalogue does, also in a language without such a category", () => {
  const chats = { zero: "No chat", one: "{count} chat", other: "{count} chats" };
  const { text } = makeCatalogue("en", { chats, lines: { one: "a line", other: "{count} lines" } });
  expect([0, 1, 2].map((count) => text("chats", { count }))).toEqual([
    "No chat",
    "1 chat",
    "2 chats",
  ]);
  expect(text("lines", { count: 0 })).toBe("0 lines");
});
