// How often a rule shows something, when it is in force, and what counts as its success. Used by the builder.
import type { JSX } from "preact";
import { Check } from "../admin/form";
import { Days } from "./control";
import { offersSomething } from "./draft";
import type { RuleEdit } from "./edit";
import { Line, Num, Pick, Span } from "./fields";
import { Labelled } from "./labelled";
import { MarkedAt } from "./marked";
import type { Caps, Conversion, Schedule } from "./rule";
import { tr } from "./words";

export function CapFields({ rule }: { rule: RuleEdit }): JSX.Element {
  const { actions, caps } = rule.draft.value;
  const set = (change: Partial<Caps>) => rule.set("caps", { ...caps, ...change });
  if (!offersSomething(actions)) return <p class="hint">{tr("cap.needless")}</p>;
  return (
    <div class="fields-two">
      <Labelled label={tr("cap.per_visit")} hint={tr("cap.none")}>
        <Num
          label={tr("cap.per_visit")}
          value={caps.per_visit}
          most={1000}
          onChange={(per_visit) => set({ per_visit })}
        />
      </Labelled>
      <Labelled label={tr("cap.per_visitor")} hint={tr("cap.none")}>
        <Num
          label={tr("cap.per_visitor")}
          value={caps.per_visitor}
          most={1000}
          onChange={(per_visitor) => set({ per_visitor })}
        />
      </Labelled>
      <Labelled label={tr("cap.again_after")} hint={tr("cap.none.time")}>
        <Span
          label={tr("cap.again_after")}
          value={caps.again_after_s}
          onChange={(again_after_s) => set({ again_after_s })}
        />
      </Labelled>
      <Labelled label={tr("cap.after_decline")} hint={tr("cap.none.time")}>
        <Span
          label={tr("cap.after_decline")}
          value={caps.after_decline_s}
          onChange={(after_decline_s) => set({ after_decline_s })}
        />
      </Labelled>
      <MarkedAt rule={rule} at="/caps" />
    </div>
  );
}

const ALWAYS: Schedule = {
  from: "",
  to: "",
  zone: "",
  days: [0, 1, 2, 3, 4],
  hours: ["09:00", "17:00"],
};

export function ScheduleFields({ rule }: { rule: RuleEdit }): JSX.Element {
  const { schedule } = rule.draft.value;
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const set = (change: Partial<Schedule>) =>
    rule.set("schedule", { ...(schedule ?? ALWAYS), ...change });
  return (
    <div class="part">
      <Check
        label={tr("schedule.on")}
        checked={schedule !== null}
        onChange={(on) => rule.set("schedule", on ? { ...ALWAYS, zone } : null)}
      />
      {schedule !== null && (
        <>
          <Days
            label={tr("schedule.days")}
            days={schedule.days}
            onChange={(days) => set({ days })}
          />
          <div class="fields-two">
            <Hours schedule={schedule} onChange={(hours) => set({ hours })} />
            <Dates schedule={schedule} onChange={set} />
            <Labelled label={tr("schedule.zone")}>
              <Pick
                label={tr("schedule.zone")}
                value={schedule.zone}
                options={[...new Set([schedule.zone, ...zones()])].map((value) => ({
                  value,
                  label: value.replaceAll("_", " "),
                }))}
                onChange={(chosen) => set({ zone: chosen })}
              />
            </Labelled>
          </div>
        </>
      )}
      <MarkedAt rule={rule} at="/schedule" />
    </div>
  );
}

interface HoursProps {
  schedule: Schedule;
  onChange(hours: readonly string[]): void;
}

const MIDNIGHT = "24:00";

/** A field of a browser knows no 24:00: the midnight at which a day ends is written 00:00 there. */
function Hours({ schedule, onChange }: HoursProps): JSX.Element {
  const [from = "00:00", to = MIDNIGHT] = schedule.hours;
  return (
    <Labelled label={tr("schedule.hours")} hint={tr("schedule.hours.why")}>
      <span class="pair-field">
        <Time
          label={tr("value.from")}
          value={from}
          onChange={(time) => onChange([time || "00:00", to])}
        />
        <span class="soft">{tr("value.and")}</span>
        <Time
          label={tr("value.to")}
          value={to === MIDNIGHT ? "00:00" : to}
          onChange={(time) => onChange([from, time === "00:00" ? MIDNIGHT : time || MIDNIGHT])}
        />
      </span>
    </Labelled>
  );
}

interface TimeProps {
  label: string;
  value: string;
  onChange(value: string): void;
  kind?: "time" | "date";
}

function Time({ label, value, onChange, kind = "time" }: TimeProps): JSX.Element {
  return (
    <input
      class={`input ${kind}`}
      {...(kind === "time" ? { type: "time" } : { type: "date" })}
      aria-label={label}
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}

interface DatesProps {
  schedule: Schedule;
  onChange(change: Partial<Schedule>): void;
}

function Dates({ schedule, onChange }: DatesProps): JSX.Element {
  return (
    <Labelled label={tr("schedule.dates")} hint={tr("schedule.dates.why")}>
      <span class="pair-field">
        <Time
          kind="date"
          label={tr("schedule.from")}
          value={schedule.from}
          onChange={(from) => onChange({ from })}
        />
        <span class="soft">{tr("value.and")}</span>
        <Time
          kind="date"
          label={tr("schedule.to")}
          value={schedule.to}
          onChange={(to) => onChange({ to })}
        />
      </span>
    </Labelled>
  );
}

export function ConversionFields({ rule }: { rule: RuleEdit }): JSX.Element {
  const { conversion } = rule.draft.value;
  const set = (change: Partial<Conversion>) =>
    rule.set("conversion", { name: "", within_s: 86_400, ...conversion, ...change });
  return (
    <div class="part">
      <Check
        label={tr("conversion.on")}
        hint={tr("conversion.why")}
        checked={conversion !== null}
        onChange={(on) =>
          rule.set("conversion", on ? { name: "purchase", within_s: 86_400 } : null)
        }
      />
      {conversion !== null && (
        <div class="fields-two">
          <Labelled label={tr("conversion.name")} hint={tr("conversion.name.why")}>
            <Line
              label={tr("conversion.name")}
              value={conversion.name}
              ltr
              most={64}
              onChange={(name) => set({ name })}
            />
          </Labelled>
          <Labelled label={tr("conversion.within")}>
            <Span
              label={tr("conversion.within")}
              value={conversion.within_s}
              onChange={(within_s) => set({ within_s })}
            />
          </Labelled>
        </div>
      )}
      <MarkedAt rule={rule} at="/conversion" />
    </div>
  );
}

const zones = (): readonly string[] => Intl.supportedValuesOf("timeZone");
