// The tree of a rule's conditions: groups within groups, changed by path, named by JSON pointer. No DOM.
import type { Condition, Group, Kind, Node } from "./rule";

/** From the root, the place among the children of each group on the way. */
export type Path = readonly number[];

export const KINDS: readonly Kind[] = ["all", "any", "none"];
export const DEEPEST = 5;
export const MOST_CONDITIONS = 50;

export function isGroup(node: Node): node is Group {
  return !("on" in node);
}

export function kindOf(group: Group): Kind {
  return KINDS.find((kind) => kind in group) ?? "all";
}

export function childrenOf(node: Node): readonly Node[] {
  return isGroup(node) ? ((node as Record<Kind, readonly Node[]>)[kindOf(node)] ?? []) : [];
}

export function groupOf(kind: Kind, nodes: readonly Node[]): Group {
  return { [kind]: nodes } as Group;
}

/** The builder's root is a group, whatever was saved. */
export function rooted(node: Node): Group {
  return isGroup(node) ? node : groupOf("all", [node]);
}

export function nodeAt(root: Node, path: Path): Node | undefined {
  return path.reduce<Node | undefined>((node, at) => node && childrenOf(node)[at], root);
}

export function put(root: Node, path: Path, node: Node): Node {
  const [first, ...rest] = path;
  if (first === undefined) return node;
  return withChildren(root, (nodes) =>
    nodes.map((child, at) => (at === first ? put(child, rest, node) : child)),
  );
}

export function insert(root: Node, path: Path, node: Node): Node {
  return splice(root, path, (nodes, at) => [...nodes.slice(0, at), node, ...nodes.slice(at)]);
}

export function remove(root: Node, path: Path): Node {
  return splice(root, path, (nodes, at) => nodes.filter((_, place) => place !== at));
}

export interface Moved {
  root: Node;
  path: Path;
}

/** One line up or down as one reads: into a group that comes next, out of one that ends; `null` at the ends. */
export function move(root: Node, path: Path, by: 1 | -1): Moved | null {
  const node = nodeAt(root, path);
  const parent = path.slice(0, -1);
  const at = path.at(-1);
  if (node === undefined || at === undefined) return null;
  const left = remove(root, path);
  const target = by > 0 ? below(root, parent, at) : above(root, parent, at);
  if (target === null) return null;
  const moved = insert(left, target, node);
  return depthOf(moved) > DEEPEST ? null : { root: moved, path: target };
}

/** Where the node comes to stand in a tree that it was taken out of. */
function below(root: Node, parent: Path, at: number): Path | null {
  const next = nodeAt(root, [...parent, at + 1]);
  if (next === undefined) return outOf(parent, 1);
  // The next one takes its place, once it is gone.
  return isGroup(next) ? [...parent, at, 0] : [...parent, at + 1];
}

function above(root: Node, parent: Path, at: number): Path | null {
  if (at === 0) return outOf(parent, 0);
  const before = nodeAt(root, [...parent, at - 1]);
  const into = before !== undefined && isGroup(before);
  return into ? [...parent, at - 1, childrenOf(before).length] : [...parent, at - 1];
}

function outOf(parent: Path, after: 0 | 1): Path | null {
  const place = parent.at(-1);
  return place === undefined ? null : [...parent.slice(0, -1), place + after];
}

/** Puts a group of its own around a node. */
export function wrap(root: Node, path: Path, kind: Kind): Node {
  const node = nodeAt(root, path);
  return node === undefined ? root : put(root, path, groupOf(kind, [node]));
}

/** A group's children in its own place. */
export function unwrap(root: Node, path: Path): Node {
  const node = nodeAt(root, path);
  if (node === undefined || path.length === 0) return root;
  return splice(root, path, (nodes, at) => [
    ...nodes.slice(0, at),
    ...childrenOf(node),
    ...nodes.slice(at + 1),
  ]);
}

export function conditionsOf(node: Node): Condition[] {
  return isGroup(node) ? childrenOf(node).flatMap(conditionsOf) : [node];
}

/** Groups within groups; a single one is 1. */
export function depthOf(node: Node): number {
  if (!isGroup(node)) return 0;
  return 1 + Math.max(0, ...childrenOf(node).map(depthOf));
}

/** As the server marks a place: "/when/all/1/any/0". */
export function pointerOf(root: Node, path: Path): string {
  let node: Node | undefined = root;
  let pointer = "/when";
  for (const at of path) {
    if (node === undefined || !isGroup(node)) break;
    pointer += `/${kindOf(node)}/${at}`;
    node = childrenOf(node)[at];
  }
  return pointer;
}

/** Whether a place the server marked lies in this node, and in none of its children. */
export function marks(pointer: string, root: Node, path: Path): boolean {
  const own = pointerOf(root, path);
  if (pointer !== own && !pointer.startsWith(`${own}/`)) return false;
  const node = nodeAt(root, path);
  if (node === undefined) return false;
  return !childrenOf(node).some((_, at) => inside(pointer, pointerOf(root, [...path, at])));
}

function inside(pointer: string, place: string): boolean {
  return pointer === place || pointer.startsWith(`${place}/`);
}

function withChildren(node: Node, change: (nodes: readonly Node[]) => readonly Node[]): Node {
  return isGroup(node) ? groupOf(kindOf(node), change(childrenOf(node))) : node;
}

function splice(
  root: Node,
  path: Path,
  change: (nodes: readonly Node[], at: number) => readonly Node[],
): Node {
  const parent = path.slice(0, -1);
  const at = path.at(-1);
  const group = nodeAt(root, parent);
  if (at === undefined || group === undefined) return root;
  return put(
    root,
    parent,
    withChildren(group, (nodes) => change(nodes, at)),
  );
}
