// The archive: what lies in the database and what in the archive, how far that is, and transcripts out of it.
import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { FORMATS, type Format, save } from "../closed/files";
import { Empty, useLoaded } from "../controls";
import { Icon } from "../icons";
import { dateTimeOf, locale } from "../text";
import { type Archived, type ArchiveState, fileName, monthOf, monthsBack } from "./archived";
import { Copied } from "./copy";
import { EraseVisitor } from "./erase";
import { BusyButton } from "./form";
import { useAdmin } from "./place";
import type { Page } from "./records";
import { Problem, Screen, useAgain, Waiting } from "./screen";
import { useTask } from "./task";
import { ta } from "./words";

export function ArchiveScreen(): JSX.Element {
  const place = useAdmin();
  const { value, failure, again } = useLoaded("archive", async () => {
    return (await place.server.get<ArchiveState>("/v1/archive")).value;
  });
  useAgain(again);
  const renew = (
    <button type="button" class="button" onClick={again}>
      {ta("refresh")}
    </button>
  );
  return (
    <Screen title={ta("section.archive")} lead={ta("archive.lead")} action={renew}>
      {value === null && failure === null && <Waiting />}
      <Problem failure={failure} again={again} />
      {value !== null && <Standing state={value} />}
      {value !== null && <Months state={value} />}
      {value !== null && value.last !== "" && (
        <section class="panel-card">
          <h3>{ta("archive.proof")}</h3>
          <p class="hint">{ta("archive.proof.why")}</p>
          <Copied text={value.last_sha256} label={ta("archive.proof")} />
        </section>
      )}
      {place.may("privacy.write") && <EraseVisitor onErased={again} />}
    </Screen>
  );
}

/** Two places and the day between them. */
function Standing({ state }: { state: ArchiveState }): JSX.Element {
  return (
    <section class="panel-card archive-standing" aria-label={ta("archive.standing")}>
      <div class="archive-line">
        <div class="archive-cold">
          <Icon name="archive" />
          <strong>{ta("archive.chats", { count: state.chats })}</strong>
          <span class="soft small">{ta("archive.there", { size: sizeText(state.bytes) })}</span>
        </div>
        <div class="archive-warm">
          <Icon name="chat" />
          <strong>{ta("archive.here")}</strong>
          <span class="soft small">{ta("archive.months", { count: state.retention_months })}</span>
        </div>
      </div>
      <p class="archive-day small">
        <time dateTime={new Date(state.until).toISOString()}>{dateOf(state.until)}</time>
      </p>
      <p class={state.oldest_due === null ? "archive-state" : "archive-state late"} role="status">
        <Icon name={state.oldest_due === null ? "check" : "alert"} />
        {progressText(state)}
      </p>
    </section>
  );
}

function progressText({ oldest_due, run_at }: ArchiveState): string {
  if (oldest_due !== null) return ta("archive.behind", { day: dateOf(oldest_due) });
  return run_at === null ? ta("archive.never") : ta("archive.done", { time: dateTimeOf(run_at) });
}

function Months({ state }: { state: ArchiveState }): JSX.Element {
  const { server } = useAdmin();
  const month = useSignal(monthOf(state.until));
  const { value, failure, again } = useLoaded(`archive ${month.value}`, async () => {
    const path = `/v1/archive/chats?month=${month.value}&limit=100`;
    return (await server.get<Page<Archived>>(path)).value;
  });
  return (
    <section class="panel-card">
      <h3>{ta("archive.what")}</h3>
      <label class="field archive-month">
        <span>{ta("archive.month")}</span>
        <select
          class="input"
          value={month.value}
          onChange={(event) => {
            month.value = event.currentTarget.value;
          }}
        >
          {monthsBack(state.until).map((each) => (
            <option key={each} value={each}>
              {monthText(each)}
            </option>
          ))}
        </select>
      </label>
      <Problem failure={failure} again={again} />
      {value === null && failure === null && <Waiting />}
      {value !== null && value.items.length === 0 && (
        <Empty icon="archive" title={ta("archive.none")}>
          <p>{ta("archive.none.why", { count: state.retention_months })}</p>
        </Empty>
      )}
      {value !== null && value.items.length > 0 && (
        <List key={month.value} month={month.value} first={value} />
      )}
    </section>
  );
}

function List({ month, first }: { month: string; first: Page<Archived> }): JSX.Element {
  const { server } = useAdmin();
  const page = useSignal(first);
  const task = useTask();
  const more = async () => {
    const query = new URLSearchParams({ month, limit: "100", after: page.value.next });
    const next = (await server.get<Page<Archived>>(`/v1/archive/chats?${query}`)).value;
    page.value = { items: [...page.value.items, ...next.items], next: next.next };
  };
  return (
    <>
      <ol class="cards">
        {page.value.items.map((one) => (
          <li key={`${one.chat} ${one.part}`} class="card archived">
            <One archived={one} />
          </li>
        ))}
      </ol>
      {page.value.next !== "" && (
        <div class="more">
          <BusyButton busy={task.busy} kind="" onClick={() => void task.run(more)}>
            {ta("archive.more")}
          </BusyButton>
        </div>
      )}
    </>
  );
}

function One({ archived }: { archived: Archived }): JSX.Element {
  const { server } = useAdmin();
  const task = useTask();
  const download = async (format: Format) => {
    const path = `/v1/archive/chats/${encodeURIComponent(archived.chat)}/transcript?format=${format}`;
    save(await server.file(path), fileName(archived, format));
  };
  return (
    <>
      <p>
        <time dateTime={new Date(archived.ended).toISOString()}>{dateTimeOf(archived.ended)}</time>
        {" · "}
        {ta("archive.lines", { count: archived.lines })}
        {" · "}
        {sizeText(archived.bytes)}
      </p>
      <p class="soft small">
        <bdi dir="ltr">{archived.chat}</bdi>
      </p>
      <div class="row-buttons">
        {FORMATS.map((format) => (
          <BusyButton
            key={format}
            busy={task.busy}
            kind=""
            onClick={() => void task.run(() => download(format))}
          >
            {ta(`archive.as.${format}`)}
          </BusyButton>
        ))}
      </div>
      <Problem failure={task.failure} tried={ta("archive.tried")} />
    </>
  );
}

function dateOf(at: number): string {
  return new Date(at).toLocaleDateString(locale.value, { dateStyle: "medium", timeZone: "UTC" });
}

function monthText(month: string): string {
  const form = { month: "long", year: "numeric", timeZone: "UTC" } as const;
  return new Date(`${month}-01T00:00:00Z`).toLocaleDateString(locale.value, form);
}

const STEPS = ["byte", "kilobyte", "megabyte", "gigabyte", "terabyte"] as const;

function sizeText(bytes: number): string {
  const step = Math.min(Math.floor(Math.log(Math.max(bytes, 1)) / Math.log(1000)), 4);
  const unit = STEPS[step] ?? "byte";
  const form = { style: "unit", unit, unitDisplay: "short", maximumFractionDigits: 1 } as const;
  return new Intl.NumberFormat(locale.value, form).format(bytes / 1000 ** step);
}
