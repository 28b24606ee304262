// E-mail addresses: which can be one, and what is wrong with others. The server's rule, chalicelib/domain/address.py.

export type AddressFault = "length" | "space" | "at" | "before" | "domain";

const LONGEST = 254;
const LOCAL = 64;

export function isAddress(text: string): boolean {
  return faultOf(text) === null;
}

/** The first thing that is wrong with an address. */
export function faultOf(text: string): AddressFault | null {
  const [local = "", domain = "", ...more] = text.split("@");
  // Characters, as the server counts them, not halves of them.
  if ([...text].length > LONGEST) return "length";
  if (/\s/.test(text)) return "space";
  if (!text.includes("@") || more.length > 0) return "at";
  if (local === "" || [...local].length > LOCAL) return "before";
  return /^[^.]+(\.[^.]+)+$/.test(domain) ? null : "domain";
}
