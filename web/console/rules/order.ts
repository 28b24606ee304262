// Moving a rule in the list: by a place, and to where it was dragged. No DOM.

export function movedBy(order: readonly string[], id: string, by: 1 | -1): string[] | null {
  return movedTo(order, id, order.indexOf(id) + by);
}

/** At `to` in the list without it; `null` where nothing changes. */
export function movedTo(order: readonly string[], id: string, to: number): string[] | null {
  const from = order.indexOf(id);
  if (from < 0 || to < 0 || to >= order.length || to === from) return null;
  const others = order.filter((other) => other !== id);
  return [...others.slice(0, to), id, ...others.slice(to)];
}

/** Dropped on another, it takes that one's place. */
export function droppedOn(order: readonly string[], id: string, target: string): string[] | null {
  return movedTo(order, id, order.indexOf(target));
}
