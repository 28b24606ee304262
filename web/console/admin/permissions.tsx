// The permissions as people understand them: in groups, each with what it means. For roles and API keys.
import type { JSX } from "preact";
import { Check } from "./form";
import { useAdmin } from "./place";
import type { Permission } from "./records";
import { ta } from "./words";

export const AREAS = [
  { name: "chats", permissions: ["chats.answer", "chats.read", "chats.reveal", "chats.supervise"] },
  {
    name: "proactive",
    permissions: ["visitors.read", "visitors.invite", "rules.read", "rules.write"],
  },
  { name: "people", permissions: ["people.read", "people.write", "roles.write"] },
  {
    name: "account",
    permissions: [
      "settings.read",
      "settings.write",
      "keys.write",
      "audit.read",
      "archive.read",
      "privacy.write",
    ],
  },
  { name: "config", permissions: ["config.read", "config.write"] },
] as const satisfies readonly { name: string; permissions: readonly Permission[] }[];

/** Who changes a thing has to see it. */
const NEEDS: Partial<Record<Permission, Permission>> = {
  "chats.reveal": "chats.read",
  "visitors.invite": "visitors.read",
  "rules.write": "rules.read",
  "people.write": "people.read",
  "roles.write": "people.read",
  "settings.write": "settings.read",
  "config.write": "config.read",
};

/** The permissions after one was ticked or unticked, with what it needs or what needs it. */
export function toggled(chosen: readonly Permission[], one: Permission, on: boolean): Permission[] {
  if (on) {
    const needed = NEEDS[one];
    return [...new Set([...chosen, one, ...(needed === undefined ? [] : [needed])])];
  }
  return chosen.filter((each) => each !== one && NEEDS[each] !== one);
}

interface PermissionChoiceProps {
  chosen: readonly Permission[];
  onChange(chosen: Permission[]): void;
}

export function PermissionChoice({ chosen, onChange }: PermissionChoiceProps): JSX.Element {
  const place = useAdmin();
  return (
    <div class="permissions">
      {AREAS.map(({ name, permissions }) => (
        <fieldset key={name} class="choices">
          <legend>{ta(`area.${name}`)}</legend>
          {permissions.map((permission) => (
            <Check
              key={permission}
              label={ta(`permission.${permission}`)}
              hint={ta(
                place.may(permission) ? `permission.${permission}.why` : "permission.not_yours",
              )}
              checked={chosen.includes(permission)}
              disabled={!place.may(permission)}
              onChange={(on) => onChange(toggled(chosen, permission, on))}
            />
          ))}
        </fieldset>
      ))}
    </div>
  );
}
