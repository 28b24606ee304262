// The roles screen: who may do what as one table, and the way to make and change roles of one's own.
import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { Fragment } from "preact";
import { Scroller } from "../controls";
import { Icon } from "../icons";
import { AREAS } from "./permissions";
import { roleName } from "./person-form";
import { useAdmin } from "./place";
import type { Role } from "./records";
import { NewRole, RoleDialog } from "./role";
import { Listed, Screen, useFresh } from "./screen";
import { ta } from "./words";

export function Roles(): JSX.Element {
  const place = useAdmin();
  const { roles } = place;
  const open = useSignal<string | null>(null);
  const making = useSignal(false);
  useFresh([roles]);
  const mayWrite = place.may("roles.write");
  const add = mayWrite && (
    <button
      type="button"
      class="button main"
      onClick={() => {
        making.value = true;
      }}
    >
      <Icon name="plus" />
      {ta("roles.new")}
    </button>
  );
  const close = () => {
    open.value = null;
    making.value = false;
  };
  const chosen = open.value === null ? undefined : roles.byId.value.get(open.value);
  return (
    <Screen title={ta("section.roles")} lead={ta("roles.lead")} action={add}>
      <Listed things={roles} icon="shield" empty={{ title: "roles.empty", why: "roles.empty.why" }}>
        <Matrix
          roles={roles.items.value}
          onOpen={(id) => {
            open.value = id;
          }}
        />
        <p class="soft small">{ta(mayWrite ? "roles.own.hint" : "roles.fixed.hint")}</p>
      </Listed>
      {making.value && <NewRole onClose={close} />}
      {chosen !== undefined && <RoleDialog key={chosen.id} role={chosen} onClose={close} />}
    </Screen>
  );
}

interface MatrixProps {
  roles: readonly Role[];
  onOpen(id: string): void;
}

function Matrix({ roles, onOpen }: MatrixProps): JSX.Element {
  return (
    <Scroller kind="table-box" label={ta("roles.matrix")}>
      <table class="matrix">
        <thead>
          <tr>
            <td />
            {roles.map((role) => (
              <th key={role.id} scope="col">
                <RoleHead role={role} onOpen={() => onOpen(role.id)} />
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {AREAS.map(({ name, permissions }) => (
            <Fragment key={name}>
              <tr class="area">
                <th colSpan={roles.length + 1} scope="colgroup">
                  {ta(`area.${name}`)}
                </th>
              </tr>
              {permissions.map((permission) => (
                <tr key={permission}>
                  <th scope="row">
                    {ta(`permission.${permission}`)}
                    <span class="hint">{ta(`permission.${permission}.why`)}</span>
                  </th>
                  {roles.map((role) => (
                    <td key={role.id}>
                      <Tick on={role.permissions.includes(permission)} />
                    </td>
                  ))}
                </tr>
              ))}
            </Fragment>
          ))}
        </tbody>
      </table>
    </Scroller>
  );
}

function RoleHead({ role, onOpen }: { role: Role; onOpen(): void }): JSX.Element {
  const mayWrite = useAdmin().may("roles.write");
  return (
    <>
      {role.built_in || !mayWrite ? (
        <bdi>{roleName(role)}</bdi>
      ) : (
        <button type="button" class="link-button" onClick={onOpen}>
          <bdi>{role.name}</bdi>
        </button>
      )}
      <span class="hint">{ta("labels.agents", { count: role.agents })}</span>
    </>
  );
}

function Tick({ on }: { on: boolean }): JSX.Element {
  return (
    <>
      {on && <Icon name="check" />}
      <span class="unseen">{ta(on ? "yes" : "no")}</span>
    </>
  );
}
