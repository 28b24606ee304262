// Who is there on the changed day: teams of agents with the same slots, shift and skills.
import type { JSX } from "preact";
import { Icon } from "../icons";
import { to } from "../overview/words";
import { clockOf, minutesOf, type Plan, type Team } from "./plan";

export function Teams({ plan }: { plan: Plan }): JSX.Element {
  const teams = plan.after.value?.teams ?? [];
  return (
    <div class="teams">
      {teams.map((team, index) => (
        <TeamRow key={index} plan={plan} team={team} index={index} />
      ))}
      <p class="soft small">{to("team.all_day")}</p>
      <button type="button" class="button" onClick={() => plan.addTeam()}>
        <Icon name="plus" />
        {to("team.add")}
      </button>
    </div>
  );
}

interface RowProps {
  plan: Plan;
  team: Team;
  index: number;
}

function TeamRow({ plan, team, index }: RowProps): JSX.Element {
  const set = (fields: Partial<Team>) => plan.changeTeam(index, fields);
  return (
    <fieldset class="team one-team">
      <legend>{to("team", { count: index + 1 })}</legend>
      <NumberField
        label={to("team.agents")}
        value={team.agents}
        most={500}
        set={(agents) => set({ agents })}
      />
      <NumberField
        label={to("team.slots")}
        value={team.slots}
        least={1}
        most={50}
        set={(slots) => set({ slots })}
      />
      <ClockField label={to("team.starts")} value={team.starts} set={(starts) => set({ starts })} />
      <ClockField label={to("team.ends")} value={team.ends} set={(ends) => set({ ends })} />
      <label class="wide">
        <span>{to("team.skills")}</span>
        <input
          class="input"
          value={team.skills.join(", ")}
          onChange={(event) => set({ skills: namesIn(event.currentTarget.value) })}
        />
      </label>
      <button
        type="button"
        class="icon-button"
        aria-label={to("team.remove", { count: index + 1 })}
        title={to("team.remove", { count: index + 1 })}
        onClick={() => plan.removeTeam(index)}
      >
        <Icon name="close" />
      </button>
    </fieldset>
  );
}

interface NumberProps {
  label: string;
  value: number;
  least?: number;
  most: number;
  step?: number;
  set(value: number): void;
}

/** What is out of bounds is brought back into them: the server would refuse it. */
export function NumberField({
  label,
  value,
  least = 0,
  most,
  step = 1,
  set,
}: NumberProps): JSX.Element {
  return (
    <label>
      <span>{label}</span>
      <input
        type="number"
        class="input"
        min={least}
        max={most}
        step={step}
        value={value}
        onChange={({ currentTarget }) => {
          const kept = Math.min(most, Math.max(least, Number(currentTarget.value) || 0));
          currentTarget.value = String(kept);
          set(kept);
        }}
      />
    </label>
  );
}

function ClockField({
  label,
  value,
  set,
}: {
  label: string;
  value: number;
  set(value: number): void;
}): JSX.Element {
  return (
    <label>
      <span>{label}</span>
      <input
        type="time"
        class="input"
        value={clockOf(value)}
        onChange={(event) => set(minutesOf(event.currentTarget.value))}
      />
    </label>
  );
}

function namesIn(text: string): string[] {
  return [...new Set(text.split(",").map((name) => name.trim()))].filter(Boolean);
}
