// How well an agent knows each skill they have, from 1 to 5. Part of the agent's form.
import type { JSX } from "preact";
import { SelectField } from "./form";
import type { Label } from "./records";
import { ta } from "./words";

export const LEVELS = ["1", "2", "3", "4", "5"] as const;
export type Level = (typeof LEVELS)[number];

interface SkillLevelsProps {
  skills: readonly Label[];
  levels: Readonly<Record<string, number>>;
  onChange(levels: Record<string, number>): void;
}

export function SkillLevels({ skills, levels, onChange }: SkillLevelsProps): JSX.Element | null {
  if (skills.length === 0) return null;
  return (
    <fieldset class="levels">
      <legend>{ta("field.levels")}</legend>
      <p class="hint">{ta("people.levels.hint")}</p>
      {skills.map(({ id, name }) => (
        <SelectField<Level>
          key={id}
          label={name}
          value={String(levels[id] ?? 1) as Level}
          options={LEVELS.map((value) => ({ value, label: ta(`level.${value}`) }))}
          onChange={(value) => onChange(withLevel(levels, id, Number(value)))}
        />
      ))}
    </fieldset>
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
