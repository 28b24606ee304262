// Words for the codes that system lines carry.
import type { Catalogue } from "../shared/catalogue";
import type { Line } from "../shared/protocol";

const KNOWN = new Set(["requeued", "ended.visitor", "ended.agent", "ended.system"]);

export function systemText(line: Line, words: Catalogue): string {
  const [code = "", ...rest] = line.text.split(":");
  if (code === "assigned") {
    return words.text("assigned", { name: rest.join(":") || words.text("agent") });
  }
  const key = rest.length > 0 ? `${code}.${rest[0]}` : code;
  // A later server may tell of things this window has no words for.
  return KNOWN.has(key) ? words.text(key) : "";
}
