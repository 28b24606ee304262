// The lines of a chat as they are read: days, bubbles, system lines, marks. Used by panes, transcripts and dialogs.
import type { JSX } from "preact";
import type { Delivery } from "../../shared/chat";
import { sameDay } from "../../shared/clock";
import type { Line, Note } from "../../shared/protocol";
import { Ticks } from "../icons";
import { dayOf, t, timeOf } from "../text";

interface LinesProps {
  lines: readonly Line[];
  visitorName: string;
  /** The agent who reads: their own lines are signed "You". Without it everybody's name is shown. */
  reader?: string;
  /** The number of the line above which "new" is written. */
  freshFrom?: number | null;
  /** Marks of own lines; without it none are shown. */
  delivery?(line: Line): Delivery;
  /** What stands below a line's text. */
  below?(line: Line): JSX.Element | null;
  /** What agents noted beside it, in the order in which they did. */
  notes?: readonly Note[];
}

export function Lines(props: LinesProps): JSX.Element {
  const { lines, freshFrom, notes = [] } = props;
  const names = agentNames(lines);
  const known = furtherTabs(lines);
  return (
    <>
      {lines.map((line, place) => {
        const newDay = startsDay(line, lines[place - 1]);
        return (
          <div class="line-group" key={line.seq}>
            <Notes notes={between(notes, lines[place - 1]?.at ?? 0, line.at)} />
            {line.seq === freshFrom && <p class="fresh">{t("log.fresh")}</p>}
            {newDay && <p class="day">{dayOf(line.at)}</p>}
            {line.from === "system" && !known.has(line.seq) && (
              <SystemLine line={line} visitorName={props.visitorName} />
            )}
            {line.from !== "system" && <SaidLine {...saidLine(props, place, newDay, names)} />}
          </div>
        );
      })}
      <Notes notes={between(notes, lines.at(-1)?.at ?? 0, Number.POSITIVE_INFINITY)} />
    </>
  );
}

function between(notes: readonly Note[], after: number, until: number): readonly Note[] {
  return notes.filter(({ at }) => at > after && at <= until);
}

/** They look like nothing the visitor sees. */
function Notes({ notes }: { notes: readonly Note[] }): JSX.Element {
  return (
    <>
      {notes.map((note) => (
        <div class="note" key={note.id}>
          <span class="author">{t("note.by", { name: note.name })}</span>
          {note.reason !== "" && (
            <p class="note-reason">
              <bdi>{note.reason}</bdi>
            </p>
          )}
          <p dir="auto">
            <LinkedText text={note.text} />
          </p>
          <time dateTime={new Date(note.at).toISOString()}>{timeOf(note.at)}</time>
        </div>
      ))}
    </>
  );
}

function SystemLine({ line, visitorName }: { line: Line; visitorName: string }): JSX.Element {
  return (
    <p class="system-line">
      {systemText(line.text, visitorName)}{" "}
      <time dateTime={new Date(line.at).toISOString()}>{timeOf(line.at)}</time>
    </p>
  );
}

/** How the line at `place` shows among its neighbours. */
function saidLine(
  { lines, visitorName, reader, delivery, below }: LinesProps,
  place: number,
  newDay: boolean,
  names: Map<number, string>,
): SaidLineProps {
  const line = lines[place] as Line;
  const before = lines[place - 1];
  const state = line.from === "agent" ? delivery?.(line) : undefined;
  return {
    line,
    first: newDay || before?.from !== line.from || before.agent !== line.agent,
    last: endsGroup(line, lines[place + 1], delivery),
    author: line.from === "visitor" ? visitorName : signature(line, reader, names),
    below: below?.(line) ?? null,
    ...(state === undefined ? {} : { state }),
  };
}

function startsDay(line: Line, before: Line | undefined): boolean {
  return before === undefined || !sameDay(before.at, line.at);
}

interface SaidLineProps {
  line: Line;
  first: boolean;
  /** The last of several by one writer: it alone carries the time. */
  last: boolean;
  author: string;
  below: JSX.Element | null;
  state?: Delivery;
}

function SaidLine({ line, first, last, author, below, state }: SaidLineProps): JSX.Element {
  const mine = line.from === "agent";
  return (
    <div class={`line${mine ? " mine" : ""}${first ? " first" : ""}`}>
      <span class={first ? "author" : "unseen"}>{author}</span>
      <p class="bubble" dir="auto">
        <LinkedText text={line.text} />
      </p>
      {below}
      {last && (
        <span class="meta">
          <time dateTime={new Date(line.at).toISOString()}>{timeOf(line.at)}</time>
          {state !== undefined && <Mark state={state} />}
        </span>
      )}
    </div>
  );
}

/** A group ends where the writer, the minute or the mark changes. */
function endsGroup(line: Line, next: Line | undefined, delivery: LinesProps["delivery"]): boolean {
  if (next === undefined || next.from !== line.from || next.agent !== line.agent) return true;
  if (timeOf(line.at) !== timeOf(next.at)) return true;
  return line.from === "agent" && delivery?.(line) !== delivery?.(next);
}

export function PendingLine({ text, refused }: { text: string; refused?: string }): JSX.Element {
  return (
    <div class="line mine pending">
      <p class="bubble" dir="auto">
        <LinkedText text={text} />
      </p>
      <span class="meta">
        {refused === undefined ? <Mark state="sending" /> : t("log.refused")}
      </span>
    </div>
  );
}

function Mark({ state }: { state: Delivery | "sending" }): JSX.Element {
  return (
    <>
      <Ticks state={state} />
      <span class="unseen">{t(`mark.${state}`)}</span>
    </>
  );
}

/** Text with its web addresses made links; everything stays text, nothing is read as markup. */
export function LinkedText({ text }: { text: string }): JSX.Element {
  return (
    <>
      {splitLinks(text).map((part, place) =>
        part.link ? (
          <a key={place} href={part.text} target="_blank" rel="noopener noreferrer nofollow">
            {part.text}
          </a>
        ) : (
          part.text
        ),
      )}
    </>
  );
}

/** Full stops and brackets after an address belong to the sentence, not to the address. */
export function splitLinks(text: string): { text: string; link: boolean }[] {
  const parts: { text: string; link: boolean }[] = [];
  let from = 0;
  for (const found of text.matchAll(/https?:\/\/[^\s<>"]+/g)) {
    const address = found[0].replace(/[.,;:!?'")\]}]+$/, "");
    if (!URL.canParse(address)) continue;
    if (found.index > from) parts.push({ text: text.slice(from, found.index), link: false });
    parts.push({ text: address, link: true });
    from = found.index + address.length;
  }
  if (from < text.length) parts.push({ text: text.slice(from), link: false });
  return parts;
}

/** Who wrote each line: the system's lines say who had the chat then, and by which client a guest writes. */
export function agentNames(lines: readonly Line[]): Map<number, string> {
  const names = new Map<number, string>();
  const guests = new Map<string, string>();
  let name = "";
  for (const line of lines) {
    const [code = "", detail = ""] = line.from === "system" ? splitOnce(line.text) : [];
    if (code === "assigned") name = detail;
    if (code === "joined") guests.set(...guestOf(detail));
    names.set(line.seq, guests.get(line.client) ?? name);
  }
  return names;
}

/** The lines that tell of another tab of a guest who is there: only the signatures need them. */
export function furtherTabs(lines: readonly Line[]): Set<number> {
  const here = new Set<string>();
  const found = new Set<number>();
  for (const { from, seq, text } of lines) {
    const [code = "", detail = ""] = from === "system" ? splitOnce(text) : [];
    const name = guestOf(detail)[1];
    if (code === "left") here.delete(detail);
    if (code !== "joined") continue;
    if (here.has(name)) found.add(seq);
    here.add(name);
  }
  return found;
}

function guestOf(detail: string): [string, string] {
  const [client = "", name = ""] = splitOnce(detail);
  return [client, name];
}

function signature(line: Line, reader: string | undefined, names: Map<number, string>): string {
  const own = line.agent === "" || line.agent === reader;
  if (reader !== undefined && own) return t("log.you");
  return names.get(line.seq) || t("role.agent");
}

export function systemText(code: string, visitorName: string): string {
  const [kind = "", detail = ""] = splitOnce(code);
  if (kind === "assigned") return t("line.assigned", { name: detail });
  if (kind === "requeued") return t("line.requeued");
  if (kind === "transferred")
    return detail === "" ? t("line.transferred") : t("line.transferred_to", { name: detail });
  if (kind === "joined") return t("line.joined", { name: guestOf(detail)[1] });
  if (kind === "left") return t("line.left", { name: detail });
  if (kind !== "ended") return code;
  if (detail === "visitor") return t("line.ended.visitor", { name: visitorName });
  return detail === "agent" ? t("line.ended.agent") : t("line.ended.system");
}

function splitOnce(code: string): string[] {
  const at = code.indexOf(":");
  return at === -1 ? [code] : [code.slice(0, at), code.slice(at + 1)];
}
