// How compiled rules are written, so that a hundred of them are small. Used by engine.ts and explain.ts; written by
// chalicelib/domain/form.py.

/** Conditions by their source: heads with their entries, as texts. The first two characters part what follows. */
export function readTables(text: string): string[][] {
  const [mark = ""] = text;
  return text
    .slice(2)
    .split(mark + mark)
    .map((table) => table.split(mark));
}

/** Lists of whole numbers, each begun by its length. A character is a digit: of 80, or of a higher place. What follows
 * the first `lead` of a list rises, and is written as by how much. */
export function readLists(text: string, lead: number): number[][] {
  const lists: number[][] = [];
  let left = 0;
  let high = 0;
  for (const char of text) {
    const digit = (char.charCodeAt(0) - 1) % 92;
    if (digit > 79) {
      high = high * 11 + digit - 79;
      continue;
    }
    const value = high * 80 + digit;
    high = 0;
    const list = lists.at(-1);
    if (list && left-- > 0) list.push(value + ((list.length > lead && list.at(-1)) || 0));
    else left = lists.push([]) && value;
  }
  return lists;
}
