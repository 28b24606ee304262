import { expect, it } from "vitest";
import type { Node } from "./rule";
import {
  conditionsOf,
  depthOf,
  insert,
  type Moved,
  marks,
  move,
  nodeAt,
  pointerOf,
  put,
  remove,
  rooted,
  unwrap,
  wrap,
} from "./tree";

const on = (value: string): Node => ({ on: "url", is: "contains", value });
const [a, b, c, d] = [on("a"), on("b"), on("c"), on("d")] as [Node, Node, Node, Node];
const tree: Node = { all: [a, { any: [b, c] }, d] };

it("finds, puts, inserts and removes by path", () => {
  expect(nodeAt(tree, [1, 1])).toBe(c);
  expect(nodeAt(tree, [1, 7])).toBeUndefined();
  expect(put(tree, [1, 0], d)).toEqual({ all: [a, { any: [d, c] }, d] });
  expect(insert(tree, [1, 1], a)).toEqual({ all: [a, { any: [b, a, c] }, d] });
  expect(remove(tree, [1])).toEqual({ all: [a, d] });
  expect(tree).toEqual({ all: [a, { any: [b, c] }, d] });
});

it("moves one line as one reads, through groups", () => {
  const first = move(tree, [0], 1);
  expect(first).toEqual({ root: { all: [{ any: [a, b, c] }, d] }, path: [0, 0] });
  expect(move(tree, [1, 1], 1)).toEqual({ root: { all: [a, { any: [b] }, c, d] }, path: [2] });
  expect(move(tree, [1, 0], -1)).toEqual({ root: { all: [a, b, { any: [c] }, d] }, path: [1] });
  expect(move(tree, [2], -1)).toEqual({ root: { all: [a, { any: [b, c, d] }] }, path: [1, 2] });
  expect(move(tree, [0], -1)).toBeNull();
  expect(move(tree, [2], 1)).toBeNull();
});

it("walks down to the end and back up to where it began", () => {
  let here: Moved = { root: tree, path: [0] };
  const seen: string[] = [];
  for (let step = move(here.root, here.path, 1); step; step = move(here.root, here.path, 1)) {
    here = step;
    seen.push(JSON.stringify(step.path));
  }
  expect(seen).toEqual(["[0,0]", "[0,1]", "[0,2]", "[1]", "[2]"]);
  for (let step = move(here.root, here.path, -1); step; step = move(here.root, here.path, -1))
    here = step;
  expect(here.root).toEqual(tree);
});

it("wraps in a group and takes it away", () => {
  const wrapped = wrap(tree, [0], "none");
  expect(nodeAt(wrapped, [0])).toEqual({ none: [a] });
  expect(unwrap(wrapped, [0])).toEqual(tree);
  expect(rooted(a)).toEqual({ all: [a] });
});

it("counts conditions and depth", () => {
  expect(conditionsOf(tree)).toEqual([a, b, c, d]);
  expect(depthOf(tree)).toBe(2);
});

it("names places as the server does, and tells which node is meant", () => {
  expect(pointerOf(tree, [1, 0])).toBe("/when/all/1/any/0");
  expect(marks("/when/all/1/any/0/value", tree, [1, 0])).toBe(true);
  expect(marks("/when/all/1/any/0/value", tree, [1])).toBe(false);
  expect(marks("/when/all/1", tree, [1])).toBe(true);
  expect(marks("/when/all/10", tree, [1])).toBe(false);
  expect(marks("/actions/0/text", tree, [])).toBe(false);
});
