// What if: a day as it is and as it might be, played by the router itself, side by side.
import type { JSX } from "preact";
import { useEffect, useMemo } from "preact/hooks";
import { ApiError } from "../api";
import { Failed, Loading, reasonOf } from "../controls";
import { to } from "../overview/words";
import { addressOf } from "../route";
import { useWorkplace } from "../workplace";
import { Curve } from "./curve";
import { OutcomeView } from "./outcome";
import { Plan, type Scenario, skillsOf } from "./plan";
import { NumberField, Teams } from "./teams";

const DAY_MS = 86_400_000;

export function WhatIfScreen(): JSX.Element {
  const { api, tab } = useWorkplace();
  const plan = useMemo(() => new Plan(api, tab), [api, tab]);
  useEffect(() => {
    void plan.load();
    return plan.keep();
  }, [plan]);
  const scenario = plan.after.value;
  if (scenario === null) {
    const failure = plan.failure.value;
    if (failure !== null) return <Failed failure={failure} again={() => void plan.load()} />;
    return <Loading label="starting" />;
  }
  return (
    <main class="overview">
      <header class="overview-head">
        <div>
          <h2>{to("whatif.title")}</h2>
          <p class="soft">{to("whatif.lead")}</p>
        </div>
        <a class="button" href={addressOf({ screen: "queue" })}>
          {to("queue.title")}
        </a>
      </header>
      <div class="overview-columns">
        <section class="card" aria-labelledby="changed">
          <h3 id="changed">{to("whatif.changed")}</h3>
          <Fields plan={plan} scenario={scenario} />
          <Run plan={plan} />
        </section>
        <section class="card" aria-labelledby="outcome" aria-live="polite">
          <h3 id="outcome">{to("result.title")}</h3>
          {plan.outcome.value === null ? (
            <p class="soft">{to("result.none")}</p>
          ) : (
            <OutcomeView outcome={plan.outcome.value} />
          )}
        </section>
      </div>
    </main>
  );
}

interface FieldsProps {
  plan: Plan;
  scenario: Scenario;
}

function Fields({ plan, scenario }: FieldsProps): JSX.Element {
  return (
    <div class="whatif-fields">
      <h4>{to("whatif.who")}</h4>
      <Teams plan={plan} />
      <h4>{to("whatif.chats")}</h4>
      <Source plan={plan} scenario={scenario} />
      {scenario.recorded === 0 && (
        <Curve
          rates={scenario.rates}
          set={(hour, rate) => plan.setRate(hour, rate)}
          setTotal={(total) => plan.setTotal(total)}
        />
      )}
      <div class="team">
        <NumberField
          label={to("field.handling")}
          value={scenario.handling_s}
          least={1}
          most={86_400}
          set={(handling_s) => plan.change({ handling_s })}
        />
        <NumberField
          label={to("field.patience")}
          value={scenario.patience_s}
          most={86_400}
          set={(patience_s) => plan.change({ patience_s })}
        />
        <NumberField
          label={to("field.wrap_up")}
          value={scenario.wrap_up_s}
          most={86_400}
          set={(wrap_up_s) => plan.change({ wrap_up_s })}
        />
        <NumberField
          label={to("field.accept")}
          value={scenario.accept_s}
          most={86_400}
          set={(accept_s) => plan.change({ accept_s })}
        />
      </div>
      <SkillShares plan={plan} scenario={scenario} />
    </div>
  );
}

/** Made up by the curve, or those of a day that was. */
function Source({ plan, scenario }: FieldsProps): JSX.Element {
  const yesterday = new Date(new Date().setHours(0, 0, 0, 0) - DAY_MS);
  return (
    <div class="team">
      <label class="choice">
        <input
          type="radio"
          name="source"
          checked={scenario.recorded === 0}
          onChange={() => plan.change({ recorded: 0 })}
        />
        {to("source.curve")}
      </label>
      <label class="choice">
        <input
          type="radio"
          name="source"
          checked={scenario.recorded !== 0}
          onChange={() => plan.change({ recorded: yesterday.getTime() })}
        />
        {to("source.recorded")}
      </label>
      {scenario.recorded !== 0 && (
        <label>
          <span>{to("source.day")}</span>
          <input
            type="date"
            class="input"
            value={dayOf(scenario.recorded)}
            max={dayOf(Date.now())}
            onChange={(event) => {
              const begins = new Date(`${event.currentTarget.value}T00:00:00`).getTime();
              if (begins > 0) plan.change({ recorded: begins });
            }}
          />
        </label>
      )}
      {scenario.recorded !== 0 && <p class="soft small">{to("source.recorded.needs")}</p>}
    </div>
  );
}

function SkillShares({ plan, scenario }: FieldsProps): JSX.Element | null {
  const skills = skillsOf(scenario);
  if (skills.length === 0 || scenario.recorded !== 0) return null;
  return (
    <>
      <h4>{to("whatif.skills")}</h4>
      <p class="soft small">
        {to("whatif.rules")}{" "}
        <a href={addressOf({ screen: "admin", section: "routing" })}>{to("whatif.rules.link")}</a>
      </p>
      <div class="team">
        {skills.map((skill) => (
          <NumberField
            key={skill}
            label={to("field.share", { name: skill })}
            value={Math.round((scenario.skills[skill] ?? 0) * 100)}
            most={100}
            set={(percent) =>
              plan.change({ skills: { ...scenario.skills, [skill]: percent / 100 } })
            }
          />
        ))}
        <NumberField
          label={to("field.relax")}
          value={scenario.relax_s}
          most={86_400}
          set={(relax_s) => plan.change({ relax_s })}
        />
      </div>
    </>
  );
}

function Run({ plan }: { plan: Plan }): JSX.Element {
  const done = plan.done.value;
  const failure = plan.failure.value;
  return (
    <div class="run">
      <button
        type="button"
        class="button main"
        aria-disabled={done !== null}
        onClick={() => void plan.run()}
      >
        {to(done === null ? "whatif.run" : "whatif.running")}
      </button>
      <button
        type="button"
        class="button"
        aria-disabled={!plan.changed.value}
        onClick={() => plan.reset()}
      >
        {to("whatif.reset")}
      </button>
      <span class="soft small">{to(plan.changed.value ? "whatif.kept" : "whatif.same")}</span>
      {done !== null && <progress max={2} value={done} aria-label={to("whatif.running")} />}
      <div role="alert">
        {failure !== null && (
          <p class="notice bad">
            <strong>{to("whatif.failed")}</strong> <Why failure={failure} />
          </p>
        )}
      </div>
    </div>
  );
}

/** What only the server knows in its own words, such as how many chats are too many. */
function Why({ failure }: { failure: unknown }): JSX.Element {
  const told = failure instanceof ApiError && failure.code === "bad_frame" ? failure.detail : "";
  return told === "" ? <span>{reasonOf(failure)}</span> : <bdi lang="en">{told}</bdi>;
}

/** For a date field: the day where the reader is. */
function dayOf(at: number): string {
  const day = new Date(at);
  const parts = [day.getFullYear(), day.getMonth() + 1, day.getDate()];
  return parts.map((part) => String(part).padStart(2, "0")).join("-");
}
