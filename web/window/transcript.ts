// The visitor's own copy of the chat: a text file made in the browser from the lines it has.
import type { Catalogue } from "../shared/catalogue";
import { clockTime, dayName, sameDay } from "../shared/clock";
import type { Line, Summary } from "../shared/protocol";
import { el } from "./dom";
import { systemText } from "./systemlines";

export function transcriptText(
  lines: readonly Line[],
  summary: Summary | null,
  words: Catalogue,
): string {
  const rows = [words.text("transcript.title")];
  let day = 0;
  let agent = words.text("agent");
  for (const line of lines) {
    if (!sameDay(day, line.at)) rows.push("", dayName(line.at, words.locale), "");
    day = line.at;
    agent = joinedName(line) ?? agent;
    rows.push(row(line, words, line.from === "visitor" ? summary?.name : agent));
  }
  return `${rows.join("\n")}\n`;
}

/** Offers the file by a link that is clicked at once and gone. */
export function downloadText(name: string, text: string): void {
  // Editors that do not expect UTF-8 recognise it by the mark at the beginning.
  const address = URL.createObjectURL(
    new Blob(["\ufeff", text], { type: "text/plain;charset=utf-8" }),
  );
  const link = el("a", { href: address, download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}

export function joinedName(line: Line): string | null {
  if (line.from !== "system" || !line.text.startsWith("assigned:")) return null;
  return line.text.slice("assigned:".length) || null;
}

function row(line: Line, words: Catalogue, name: string | undefined): string {
  const time = clockTime(line.at, words.locale);
  if (line.from === "system") return `${time}  — ${systemText(line, words)}`;
  const text = line.text.replaceAll("\n", "\n        ");
  return `${time}  ${name || words.text("you")}: ${text}`;
}
