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

/** Lists of whole numbers: how many, how long each is, then the first of each, the second of each and so on. A character is a
 * digit: of 80, or of a higher place. What follows the first `lead` of a list rises, and is written as by how much. */
export function readLists(text: string, lead: number): number[][] {
  const [count, ...numbers] = readNumbers(text);
  const lists: number[][] = numbers.slice(0, count).map(() => []);
  // A list ends where its length says; the text, where all have ended.
  for (let at = lists.length, column = 0; at < numbers.length; column++)
    lists.forEach((list, index) => {
      if (column < (numbers[index] as number))
        list.push((numbers[at++] as number) + ((column > lead && list.at(-1)) || 0));
    });
  return lists;
}

/** By how much a rule's number differs from that of the one before. */
export function signed(value: number): number {
  return (value >> 1) ^ -(value & 1);
}

function readNumbers(text: string): number[] {
  const numbers: number[] = [];
  let high = 0;
  for (const char of text) {
    const digit = (char.charCodeAt(0) - 4) % 92;
    if (digit < 80) high = numbers.push(high * 80 + digit) && 0;
    else high = high * 11 + digit - 79;
  }
  return numbers;
}
