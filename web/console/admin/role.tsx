// The dialogs of one role: made new, or an own one changed or removed.
import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect, useId, useMemo } from "preact/hooks";
import { Dialog } from "../controls";
import { Confirm } from "./confirm";
import { Conflict } from "./conflict";
import { wordingOf } from "./difference";
import { Edit } from "./edit";
import { BusyButton, Form, TextField } from "./form";
import { PermissionChoice } from "./permissions";
import { type AdminPlace, useAdmin } from "./place";
import type { Permission, Role, Tagged } from "./records";
import { SaveButton } from "./save";
import { Problem, Waiting } from "./screen";
import { useTask } from "./task";
import { ta, taMaybe } from "./words";

type Draft = Pick<Role, "name" | "permissions">;
const LONGEST = 80;

export function NewRole({ onClose }: { onClose(): void }): JSX.Element {
  const form = useId();
  const place = useAdmin();
  const name = useSignal("");
  const chosen = useSignal<Permission[]>(["chats.answer", "chats.read"]);
  const task = useTask();
  const make = async () => {
    const body = { name: name.value.trim(), permissions: chosen.value };
    const done = await task.run(async () => {
      place.roles.put((await place.server.post<Role>("/v1/roles", body)).value);
    });
    if (!done) return;
    place.say(ta("labels.made", { name: body.name }));
    onClose();
  };
  const buttons = (
    <BusyButton busy={task.busy} form={form}>
      {ta("roles.make")}
    </BusyButton>
  );
  return (
    <Dialog title={ta("roles.new")} onClose={onClose} footer={buttons}>
      <Form id={form} onSubmit={make}>
        <Problem tried={ta("tried.change")} failure={task.failure} />
        <TextField
          label={ta("field.name")}
          value={name.value}
          maxLength={LONGEST}
          required
          autofocus
          onChange={(text) => {
            name.value = text;
          }}
        />
        <PermissionChoice
          chosen={chosen.value}
          onChange={(permissions) => {
            chosen.value = permissions;
          }}
        />
      </Form>
    </Dialog>
  );
}

export function RoleDialog({ role, onClose }: { role: Role; onClose(): void }): JSX.Element {
  const form = useId();
  const place = useAdmin();
  const removing = useSignal(false);
  const edit = useMemo(() => openRole(place, role.id, onClose), [role.id]);
  useEffect(() => {
    void edit.open();
  }, [edit]);
  const buttons = (
    <>
      <button
        type="button"
        class="button danger"
        onClick={() => {
          removing.value = true;
        }}
      >
        {ta("remove")}
      </button>
      <SaveButton edit={edit} form={form} />
    </>
  );
  return (
    <Dialog title={role.name} onClose={onClose} footer={buttons}>
      <Form id={form} onSubmit={() => edit.save()}>
        <p class="soft">{ta("roles.live", { count: role.agents })}</p>
        <Problem tried={ta("tried.save")} failure={edit.failure.value} />
        <Conflict edit={edit} wording={roleWording} />
        <RoleFields edit={edit} />
      </Form>
      {removing.value && <RemoveRole role={role} onClose={onClose} />}
    </Dialog>
  );
}

function RoleFields({ edit }: { edit: Edit<Draft> }): JSX.Element {
  const draft = edit.draft.value;
  if (draft === null) return edit.failure.value === null ? <Waiting /> : <span />;
  return (
    <>
      <TextField
        label={ta("field.name")}
        value={draft.name}
        maxLength={LONGEST}
        required
        onChange={(name) => edit.set("name", name)}
      />
      <PermissionChoice
        chosen={draft.permissions}
        onChange={(permissions) => edit.set("permissions", permissions)}
      />
    </>
  );
}

function RemoveRole({ role, onClose }: { role: Role; onClose(): void }): JSX.Element {
  const place = useAdmin();
  const remove = async () => {
    await place.server.remove(pathOf(role.id));
    place.roles.drop(role.id);
    place.say(ta("removed", { name: role.name }));
  };
  return (
    <Confirm
      title={ta("remove.ask", { name: role.name })}
      yes={ta("remove")}
      danger
      tried={ta("tried.remove", { name: role.name })}
      work={remove}
      onClose={onClose}
    >
      <p>{ta("roles.remove.why", { count: role.agents })}</p>
    </Confirm>
  );
}

function roleWording(field: string, value: unknown): string {
  if (field !== "permissions" || !Array.isArray(value)) return wordingOf(value);
  return value.map((each) => taMaybe(`permission.${each}`, String(each))).join(", ");
}

function openRole(place: AdminPlace, id: string, onClose: () => void): Edit<Draft> {
  const taken = ({ value, etag }: Tagged<Role>): Tagged<Draft> => {
    place.roles.put(value);
    return { value: { name: value.name, permissions: value.permissions }, etag };
  };
  return new Edit<Draft>({
    load: async () => taken(await place.server.get<Role>(pathOf(id))),
    save: async (change, etag) => taken(await place.server.change<Role>(pathOf(id), change, etag)),
    onSaved: ({ name }) => {
      place.say(ta("saved.name", { name }));
      onClose();
    },
  });
}

function pathOf(id: string): string {
  return `/v1/roles/${encodeURIComponent(id)}`;
}
