// Words for the codes that system lines carry.
import type { Catalogue } from "../shared/catalogue";
import type { Line } from "../shared/protocol";

const KNOWN = new Set(["requeued", "transferred", "ended.visitor", "ended.agent", "ended.system"]);
/** They name an agent; by which text. */
const NAMING: { [code: string]: string } = {
  assigned: "assigned",
  joined: "guest.joined",
  left: "guest.left",
};

export function systemText(line: Line, words: Catalogue): string {
  const [code = "", ...rest] = line.text.split(":");
  // Of a guest their client stands first.
  const name = (code === "joined" ? rest.slice(1) : rest).join(":");
  const naming = NAMING[code];
  if (naming !== undefined) return words.text(naming, { name: name || words.text("agent") });
  if (code === "transferred" && name !== "") return words.text("transferred.to", { name });
  const key = name === "" ? code : `${code}.${name}`;
  // A later server may tell of things this window has no words for.
  return KNOWN.has(key) ? words.text(key) : "";
}
