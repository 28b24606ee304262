// The editor of business hours: the week as a picture and as shifts, special dates, and what they mean right now.
import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect, useId } from "preact/hooks";
import { Icon } from "../icons";
import { locale } from "../text";
import { Check, SelectField } from "./form";
import {
  freshHours,
  type Hours,
  oneMore,
  onWorkdays,
  type Shift,
  shownClosing,
  stretchesOf,
  typedClosing,
  withDay,
  withSpecial,
  zonesWith,
} from "./hours";
import { useAdmin } from "./place";
import type { OpenNow } from "./records";
import { reasonOf, ta } from "./words";

interface HoursProps {
  /** `null`: always open. */
  hours: Hours | null;
  onChange(hours: Hours | null): void;
}

export function HoursEditor({ hours, onChange }: HoursProps): JSX.Element {
  return (
    <div class="open-hours">
      <Check
        label={ta("hours.always")}
        hint={ta("hours.always.hint")}
        checked={hours === null}
        onChange={(always) => onChange(always ? null : freshHours())}
      />
      {hours !== null && (
        <>
          <Preview hours={hours} />
          <SelectField
            label={ta("hours.zone")}
            hint={ta("hours.zone.hint")}
            value={hours.zone}
            options={zonesWith(hours.zone).map((zone) => ({ value: zone, label: zone }))}
            onChange={(zone) => onChange({ ...hours, zone })}
          />
          <Week hours={hours} onChange={onChange} />
          <Special hours={hours} onChange={onChange} />
        </>
      )}
    </div>
  );
}

const ASK_MS = 300;

/** The server's own rules say whether it would be open; what they refuse is said here as well. */
function Preview({ hours }: { hours: Hours }): JSX.Element {
  const { server } = useAdmin();
  const told = useSignal<OpenNow | null>(null);
  const failure = useSignal<unknown>(null);
  const asked = JSON.stringify(hours);
  useEffect(() => {
    let stale = false;
    const timer = setTimeout(() => {
      server.ask<OpenNow>("/v1/hours/preview", JSON.parse(asked)).then(
        (answer) => {
          if (stale) return;
          told.value = answer;
          failure.value = null;
        },
        (reason: unknown) => {
          if (!stale) failure.value = reason;
        },
      );
    }, ASK_MS);
    return () => {
      stale = true;
      clearTimeout(timer);
    };
  }, [asked]);
  const wrong = failure.value === null ? null : reasonOf(failure.value);
  return (
    <p role="status" class={wrong === null ? "hours-now" : "hours-now notice bad"}>
      {wrong !== null && (
        <>
          <Icon name="alert" /> {wrong.detail || wrong.reason}
        </>
      )}
      {wrong === null && told.value !== null && <OpenState {...told.value} zone={hours.zone} />}
    </p>
  );
}

/** "Open now, until Mon 17:00", by the clock of the hours' own zone. */
export function OpenState(props: OpenNow & { zone: string }): JSX.Element {
  const { open, changes, zone } = props;
  const when = changes === null ? "" : momentIn(zone, changes);
  const word =
    when === "" ? (open ? "hours.open" : "hours.closed") : open ? "hours.until" : "hours.opens";
  return (
    <span class={open ? "open-state open" : "open-state"}>
      <span class="dot" aria-hidden="true" />
      {ta(word, { when })}
    </span>
  );
}

function momentIn(zone: string, at: number): string {
  const form = { weekday: "short", hour: "2-digit", minute: "2-digit", timeZone: zone } as const;
  const far = at - Date.now() > 6 * 86_400_000 ? ({ day: "numeric", month: "short" } as const) : {};
  return new Intl.DateTimeFormat(locale.value, { ...form, ...far }).format(at);
}

export function dayNames(): string[] {
  const form = new Intl.DateTimeFormat(locale.value, { weekday: "long", timeZone: "UTC" });
  // A Monday.
  return Array.from({ length: 7 }, (_, day) => form.format(Date.UTC(2026, 0, 5 + day)));
}

interface PartProps {
  hours: Hours;
  onChange(hours: Hours): void;
}

function Week({ hours, onChange }: PartProps): JSX.Element {
  return (
    <fieldset class="week">
      <legend>{ta("hours.week")}</legend>
      <div class="week-scale" aria-hidden="true">
        <span>
          {[0, 6, 12, 18, 24].map((hour) => (
            <i key={hour}>{hour}</i>
          ))}
        </span>
      </div>
      {dayNames().map((name, day) => (
        <div class="week-day" key={name}>
          <strong>{name}</strong>
          <Bar week={hours.week} day={day} />
          <Shifts
            of={name}
            shifts={hours.week[day] ?? []}
            onChange={(shifts) => onChange(withDay(hours, day, shifts))}
          />
        </div>
      ))}
      <div class="row-buttons">
        <button type="button" class="button small" onClick={() => onChange(onWorkdays(hours, 0))}>
          <Icon name="copy" />
          {ta("hours.copy")}
        </button>
      </div>
    </fieldset>
  );
}

/** The day as a line of 24 hours; the shifts beside it say the same in words. */
function Bar({ week, day }: { week: readonly Shift[][]; day: number }): JSX.Element {
  return (
    <span class="day-bar" aria-hidden="true">
      {stretchesOf(week, day).map(({ from, to }) => (
        <i
          key={from}
          style={{ insetInlineStart: `${from}%`, inlineSize: `${Math.max(0, to - from)}%` }}
        />
      ))}
    </span>
  );
}

interface ShiftsProps {
  of: string;
  shifts: readonly Shift[];
  onChange(shifts: Shift[]): void;
}

function Shifts({ of, shifts, onChange }: ShiftsProps): JSX.Element {
  const put = (place: number, change: Partial<Shift>) =>
    onChange(shifts.map((shift, one) => (one === place ? { ...shift, ...change } : shift)));
  return (
    <div class="shifts">
      {shifts.length === 0 && <span class="soft">{ta("hours.day.closed")}</span>}
      {shifts.map((shift, place) => (
        <span class="shift" key={place}>
          <Time
            label={ta("hours.opens.of", { day: of })}
            value={shift.opens}
            onChange={(opens) => put(place, { opens })}
          />
          <span aria-hidden="true">–</span>
          <Time
            label={ta("hours.closes.of", { day: of })}
            value={shownClosing(shift.closes)}
            onChange={(closes) => put(place, { closes: typedClosing(closes) })}
          />
          <button
            type="button"
            class="icon-button"
            aria-label={ta("hours.remove_shift", { day: of })}
            title={ta("hours.remove_shift", { day: of })}
            onClick={() => onChange(shifts.filter((_, one) => one !== place))}
          >
            <Icon name="close" />
          </button>
        </span>
      ))}
      <button
        type="button"
        class="icon-button"
        aria-label={ta("hours.add_shift", { day: of })}
        title={ta("hours.add_shift", { day: of })}
        onClick={() => onChange(oneMore(shifts))}
      >
        <Icon name="plus" />
      </button>
    </div>
  );
}

interface TimeProps {
  label: string;
  value: string;
  onChange(value: string): void;
}

function Time({ label, value, onChange }: TimeProps): JSX.Element {
  return (
    <input
      type="time"
      class="input time"
      aria-label={label}
      value={value}
      required
      onChange={(event) => {
        if (event.currentTarget.value !== "") onChange(event.currentTarget.value);
      }}
    />
  );
}

function Special({ hours, onChange }: PartProps): JSX.Element {
  const id = useId();
  const date = useSignal("");
  const add = () => {
    if (date.value === "") return;
    onChange(withSpecial(hours, date.value, []));
    date.value = "";
  };
  return (
    <fieldset class="week">
      <legend>{ta("hours.special")}</legend>
      <p class="hint">{ta("hours.special.hint")}</p>
      {Object.entries(hours.special).map(([day, shifts]) => (
        <div class="week-day special" key={day}>
          <strong>{dateIn(day)}</strong>
          <Shifts
            of={dateIn(day)}
            shifts={shifts}
            onChange={(changed) => onChange(withSpecial(hours, day, changed))}
          />
          <button
            type="button"
            class="button small"
            aria-label={ta("remove.of", { name: dateIn(day) })}
            onClick={() => onChange(withSpecial(hours, day, null))}
          >
            {ta("remove")}
          </button>
        </div>
      ))}
      <div class="row">
        <label for={id} class="unseen">
          {ta("hours.date")}
        </label>
        <input
          id={id}
          type="date"
          class="input date"
          value={date.value}
          onInput={(event) => {
            date.value = event.currentTarget.value;
          }}
        />
        <button type="button" class="button" onClick={add}>
          <Icon name="plus" />
          {ta("hours.add_date")}
        </button>
      </div>
    </fieldset>
  );
}

function dateIn(day: string): string {
  const form = { day: "numeric", month: "long", year: "numeric", timeZone: "UTC" } as const;
  return new Intl.DateTimeFormat(locale.value, form).format(Date.parse(`${day}T00:00:00Z`));
}
