import { describe, expect, it } from "vitest";
import * as layouts from "./layout";

const layout = (shown: string[], active: string | null, columns: number): layouts.Layout => ({
  shown,
  active,
  columns,
});

describe("showing a chat", () => {
  it("fills a free pane first", () => {
    expect(layouts.show(layout(["a"], "a", 2), "b", 3)).toEqual(layout(["a", "b"], "b", 2));
  });
  it("takes the active pane's place when all are full", () => {
    expect(layouts.show(layout(["a", "b"], "a", 2), "c", 3)).toEqual(layout(["c", "b"], "c", 2));
  });
  it("only moves the focus when the chat is shown already", () => {
    expect(layouts.show(layout(["a", "b"], "a", 2), "b", 3)).toEqual(layout(["a", "b"], "b", 2));
  });
  it("shows one chat where there is room for one", () => {
    expect(layouts.show(layout(["a", "b"], "a", 3), "c", 1).shown).toEqual(["c"]);
  });
});

describe("a chat that arrives", () => {
  it("gets a free pane but not the focus", () => {
    expect(layouts.offer(layout(["a"], "a", 2), "b", 3)).toEqual(layout(["a", "b"], "a", 2));
  });
  it("displaces nothing", () => {
    expect(layouts.offer(layout(["a"], "a", 1), "b", 3)).toEqual(layout(["a"], "a", 1));
  });
});

it("keeps the active chat when the window narrows", () => {
  expect(layouts.trim(layout(["a", "b", "c"], "c", 3), 2).shown).toEqual(["b", "c"]);
  expect(layouts.trim(layout(["a", "b", "c"], "a", 3), 1).shown).toEqual(["a"]);
});

it("fills new panes with open chats", () => {
  const wide = layouts.setColumns(layout(["b"], "b", 1), 3, 3, ["a", "b", "c"]);
  expect(wide).toEqual(layout(["b", "a", "c"], "b", 3));
});

it("gives the focus to another chat when the active one goes", () => {
  expect(layouts.drop(layout(["a", "b"], "a", 2), "a")).toEqual(layout(["b"], "b", 2));
  expect(layouts.drop(layout(["a"], "a", 1), "a")).toEqual(layout([], null, 1));
});

it("steps through the list and round its ends", () => {
  expect(layouts.neighbour(["a", "b"], "b", 1)).toBe("a");
  expect(layouts.neighbour(["a", "b"], "a", -1)).toBe("b");
  expect(layouts.neighbour(["a", "b"], null, -1)).toBe("b");
  expect(layouts.neighbour([], null, 1)).toBeNull();
});
