// Random names in the alphabet docs/protocol.md asks for. Used by the tag, the window and the console.

const LETTERS = "abcdefghijklmnopqrstuvwxyz234567";

/** `length` characters of five random bits each. */
export function randomName(length: number): string {
  let name = "";
  for (const byte of crypto.getRandomValues(new Uint8Array(length))) name += LETTERS[byte & 31];
  return name;
}
