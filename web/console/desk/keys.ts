// The console's keys: which press means what. Pure but for the table of what is done; no browser key is taken.

export type Command =
  | "next"
  | "previous"
  | "composer"
  | "end"
  | "accept"
  | "decline"
  | "pass"
  | "status"
  | "sound"
  | "panel"
  | "closed"
  | "chats"
  | "admin"
  | "shortcuts";

export interface Shortcut {
  command: Command;
  keys: readonly string[];
  /** Works only outside of fields, and can be switched off. */
  single: boolean;
}

export const SHORTCUTS: readonly Shortcut[] = [
  { command: "next", keys: ["Alt", "ArrowDown"], single: false },
  { command: "previous", keys: ["Alt", "ArrowUp"], single: false },
  { command: "composer", keys: ["Alt", "Enter"], single: false },
  { command: "end", keys: ["e"], single: true },
  { command: "accept", keys: ["a"], single: true },
  { command: "decline", keys: ["d"], single: true },
  { command: "pass", keys: ["p"], single: true },
  { command: "status", keys: ["s"], single: true },
  { command: "sound", keys: ["m"], single: true },
  { command: "panel", keys: ["v"], single: true },
  { command: "chats", keys: ["1"], single: true },
  { command: "closed", keys: ["2"], single: true },
  { command: "admin", keys: ["3"], single: true },
  { command: "shortcuts", keys: ["?"], single: true },
];

export type Press = Pick<KeyboardEvent, "key" | "altKey" | "ctrlKey" | "metaKey" | "isComposing">;

/** The command a key press asks for, or `null`. */
export function commandOf(press: Press, inField: boolean, singleKeys: boolean): Command | null {
  if (press.ctrlKey || press.metaKey || press.isComposing) return null;
  const found = SHORTCUTS.find(({ keys, single }) => {
    if (keys.at(-1) !== press.key || press.altKey === single) return false;
    return !single || (singleKeys && !inField);
  });
  return found?.command ?? null;
}

/** Whether somebody writes there, so that the focus must stay. */
export function isWriting(target: EventTarget | null): boolean {
  return isField(target) && !(target as HTMLElement).matches("[type=radio], [type=checkbox]");
}

export function isField(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  return target.isContentEditable || target.matches("input, textarea, select");
}
