// The fields of an agent that admins set: role, limit, skills, groups. Used for an invite and for a change.
import type { JSX } from "preact";
import { Elsewhere } from "./elsewhere";
import { Choices, NumberField, SelectField } from "./form";
import { SkillChoices } from "./levels";
import { useAdmin } from "./place";
import type { Agent, Label, Role } from "./records";
import { ta, taMaybe } from "./words";

export type Person = Pick<Agent, "name" | "role" | "max_chats" | "skills" | "levels" | "groups">;
export const MOST_CHATS = 1_000;

interface PlacementProps {
  person: Omit<Person, "name">;
  set<Field extends keyof Person>(field: Field, value: Person[Field]): void;
}

export function Placement({ person, set }: PlacementProps): JSX.Element {
  const { groups, skills } = useAdmin();
  return (
    <>
      <RoleField role={person.role} onChange={(role) => set("role", role)} />
      <NumberField
        label={ta("field.max_chats")}
        hint={ta("people.limit.hint")}
        value={person.max_chats}
        min={0}
        max={MOST_CHATS}
        onChange={(max) => set("max_chats", max)}
      />
      <SkillChoices
        options={sorted(skills.items.value)}
        skills={person.skills}
        levels={person.levels}
        onSkills={(chosen) => set("skills", chosen)}
        onLevels={(levels) => set("levels", levels)}
      />
      <Choices
        legend={ta("field.groups")}
        options={sorted(groups.items.value)}
        chosen={person.groups}
        none={<Elsewhere section="groups" />}
        onChange={(chosen) => set("groups", chosen)}
      />
    </>
  );
}

interface RoleFieldProps {
  role: string;
  onChange(role: string): void;
}

/** Roles above one's own are in the list, since somebody may have one, but cannot be chosen. */
function RoleField({ role, onChange }: RoleFieldProps): JSX.Element {
  const place = useAdmin();
  const roles = place.roles.items.value;
  const options = roles.map((each) => ({
    value: each.id,
    label: roleName(each),
    disabled: each.id !== role && !place.mayGive(each.permissions),
  }));
  const beyond = options.some(({ disabled }) => disabled);
  return (
    <SelectField
      label={ta("field.role")}
      hint={beyond ? ta("people.role.beyond") : ta("people.role.hint")}
      value={role}
      options={options}
      onChange={onChange}
    />
  );
}

export function roleName(role: Pick<Role, "id" | "name">): string {
  return taMaybe(`role.${role.id}`, role.name);
}

function sorted(labels: readonly Label[]): Label[] {
  return [...labels].sort((one, other) => one.name.localeCompare(other.name));
}
