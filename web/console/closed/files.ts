// Saving a transcript as a file: its name, and handing it to the browser.
import type { Summary } from "../../shared/protocol";

export const FORMATS = ["text", "json", "xml", "csv"] as const;
export type Format = (typeof FORMATS)[number];

/** "2026-11-23 1405 Vera ch_abc.json": sorts by time, says who, and is unique by the chat's id. */
export function transcriptName(chat: Summary, format: Format): string {
  const started = new Date(chat.started);
  const day = [started.getFullYear(), two(started.getMonth() + 1), two(started.getDate())].join(
    "-",
  );
  const time = two(started.getHours()) + two(started.getMinutes());
  return [day, time, safe(chat.name), safe(chat.id)]
    .filter(Boolean)
    .join(" ")
    .concat(".", format === "text" ? "txt" : format);
}

export function save(content: Blob, name: string): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(content);
  link.download = name;
  document.body.append(link);
  link.click();
  link.remove();
  // The browser has taken the file over by the next turn; kept longer, it would hold the memory.
  setTimeout(() => URL.revokeObjectURL(link.href), 0);
}

/** Letters and digits of any script; what file systems or shells could misread becomes a dash. */
function safe(text: string): string {
  return text
    .normalize("NFC")
    .replace(/[^\p{L}\p{M}\p{N}_]+/gu, "-")
    .replace(/^-+|-+$/g, "")
    .slice(0, 40);
}

function two(number: number): string {
  return String(number).padStart(2, "0");
}
