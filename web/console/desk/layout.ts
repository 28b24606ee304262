// Which chats are shown side by side, and which of them is the active one. Pure; the desk holds the value.

export interface Layout {
  /** Ids of the chats in the panes, in reading order. */
  shown: readonly string[];
  active: string | null;
  /** How many panes the agent wants; fewer are shown where the window is too narrow. */
  columns: number;
}

export const MAX_COLUMNS = 3;
export const EMPTY: Layout = { shown: [], active: null, columns: 1 };

/** Puts a chat before the agent: into a free pane, else in the place of the active one. */
export function show(layout: Layout, id: string, room: number): Layout {
  if (layout.shown.includes(id)) return trim({ ...layout, active: id }, room);
  const panes = panesOf(layout, room);
  const kept = layout.shown.slice(0, panes);
  const at = kept.indexOf(layout.active ?? "");
  const full = kept.length >= panes;
  const shown = full ? kept.with(at === -1 ? kept.length - 1 : at, id) : [...kept, id];
  return { ...layout, shown, active: id };
}

/** Gives a chat a pane only if one is free, and the focus only if nothing has it. */
export function offer(layout: Layout, id: string, room: number): Layout {
  if (layout.shown.includes(id) || layout.shown.length >= panesOf(layout, room)) return layout;
  return { ...layout, shown: [...layout.shown, id], active: layout.active ?? id };
}

export function drop(layout: Layout, id: string): Layout {
  const shown = layout.shown.filter((other) => other !== id);
  const active = layout.active === id ? (shown[0] ?? null) : layout.active;
  return { ...layout, shown, active };
}

/** Changes the number of panes; free ones are filled with the chats that are open. */
export function setColumns(
  layout: Layout,
  columns: number,
  room: number,
  open: readonly string[],
): Layout {
  const wanted = { ...layout, columns: Math.min(MAX_COLUMNS, Math.max(1, columns)) };
  return open.reduce((filled, id) => offer(filled, id, room), trim(wanted, room));
}

/** Leaves as many panes as there is room for; the active chat always stays. */
export function trim(layout: Layout, room: number): Layout {
  const panes = panesOf(layout, room);
  if (layout.shown.length <= panes) return layout;
  const at = Math.max(0, layout.shown.indexOf(layout.active ?? ""));
  const from = Math.max(0, at - panes + 1);
  return { ...layout, shown: layout.shown.slice(from, from + panes) };
}

/** The chat after (or before) the active one in the list, round its ends. */
export function neighbour(
  ids: readonly string[],
  active: string | null,
  step: 1 | -1,
): string | null {
  if (ids.length === 0) return null;
  const at = active === null ? -1 : ids.indexOf(active);
  if (at === -1) return ids.at(step === 1 ? 0 : -1) ?? null;
  return ids.at((at + step + ids.length) % ids.length) ?? null;
}

export function roomFor(width: number): number {
  if (width >= 1000) return 3;
  return width >= 640 ? 2 : 1;
}

export function panesOf(layout: Layout, room: number): number {
  return Math.max(1, Math.min(layout.columns, room));
}
