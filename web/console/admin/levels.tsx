// Which skills an agent has, and how well they know each, from 1 to 5. Part of the agent's form.
import type { JSX } from "preact";
import { useId } from "preact/hooks";
import { Elsewhere } from "./elsewhere";
import type { Label } from "./records";
import { ta } from "./words";

export const LEVELS = ["1", "2", "3", "4", "5"] as const;
export type Level = (typeof LEVELS)[number];

interface SkillChoicesProps {
  options: readonly Label[];
  skills: readonly string[];
  levels: Readonly<Record<string, number>>;
  onSkills(skills: string[]): void;
  onLevels(levels: Record<string, number>): void;
}

export function SkillChoices(props: SkillChoicesProps): JSX.Element {
  const { options, skills, levels, onSkills, onLevels } = props;
  const toggle = (id: string, on: boolean) => {
    const chosen = on ? [...skills, id] : skills.filter((each) => each !== id);
    onSkills(chosen);
    onLevels(levelsOf(levels, chosen));
  };
  return (
    <fieldset class="choices">
      <legend>{ta("field.skills")}</legend>
      <p class="hint">
        {options.length === 0 ? <Elsewhere section="skills" /> : ta("people.levels.hint")}
      </p>
      {options.map(({ id, name }) => (
        <SkillChoice
          key={id}
          name={name}
          level={skills.includes(id) ? (levels[id] ?? 1) : null}
          onToggle={(on) => toggle(id, on)}
          onLevel={(level) => onLevels(withLevel(levels, id, level))}
        />
      ))}
    </fieldset>
  );
}

interface SkillChoiceProps {
  name: string;
  /** `null`: the agent does not have the skill. */
  level: number | null;
  onToggle(on: boolean): void;
  onLevel(level: number): void;
}

function SkillChoice({ name, level, onToggle, onLevel }: SkillChoiceProps): JSX.Element {
  const id = useId();
  return (
    <div class={level === null ? "check skill" : "check skill chosen"}>
      <input
        id={id}
        type="checkbox"
        checked={level !== null}
        onChange={(event) => onToggle(event.currentTarget.checked)}
      />
      <label for={id}>
        <bdi>{name}</bdi>
      </label>
      {level !== null && (
        <select
          class="input"
          aria-label={ta("people.level.of", { name })}
          value={String(level)}
          onChange={(event) => onLevel(Number(event.currentTarget.value))}
        >
          {LEVELS.map((value) => (
            <option key={value} value={value}>
              {ta(`level.${value}`)}
            </option>
          ))}
        </select>
      )}
    </div>
  );
}

/** Level 1 goes without saying. */
export function withLevel(
  levels: Readonly<Record<string, number>>,
  skill: string,
  level: number,
): Record<string, number> {
  const rest = Object.entries(levels).filter(([id]) => id !== skill);
  return Object.fromEntries(level > 1 ? [...rest, [skill, level]] : rest);
}

/** Those of skills that are still held. */
export function levelsOf(
  levels: Readonly<Record<string, number>>,
  skills: readonly string[],
): Record<string, number> {
  return Object.fromEntries(Object.entries(levels).filter(([id]) => skills.includes(id)));
}
