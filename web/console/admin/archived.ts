// The archive as the API tells it, and the months that it may hold. No DOM.
import type { Format } from "../closed/files";

export interface ArchiveState {
  retention_months: number;
  chats: number;
  bytes: number;
  /** What ended before is over its time. */
  until: number;
  /** The end of the first chat that is over its time and still in the database. */
  oldest_due: number | null;
  run_at: number | null;
  last: string;
  last_sha256: string;
}

export interface Archived {
  chat: string;
  visitor: string;
  ended: number;
  key: string;
  bytes: number;
  sha256: string;
  xml_bytes: number;
  xml_sha256: string;
  lines: number;
  part: string;
}

const MOST_MONTHS = 120;

/** "2026-11", by UTC as the archive has it. */
export function monthOf(at: number): string {
  return new Date(at).toISOString().slice(0, 7);
}

/** The month of a moment and those before it, ten years of them. */
export function monthsBack(at: number): string[] {
  const end = new Date(at);
  return Array.from({ length: MOST_MONTHS }, (_, back) =>
    monthOf(Date.UTC(end.getUTCFullYear(), end.getUTCMonth() - back, 1)),
  );
}

export function fileName({ ended, chat }: Archived, format: Format): string {
  const day = new Date(ended).toISOString().slice(0, 10);
  return `${day} ${chat}.${format === "text" ? "txt" : format}`;
}
