// The dialog of one agent: change role, limit, skills and groups; new one-time password; deactivate and back.
import type { JSX } from "preact";
import { useEffect, useId, useMemo } from "preact/hooks";
import { Dialog } from "../controls";
import { Conflict } from "./conflict";
import { wordingOf } from "./difference";
import { Edit } from "./edit";
import { Form, TextField } from "./form";
import { type Person, Placement, roleName } from "./person-form";
import { type AdminPlace, useAdmin } from "./place";
import type { Agent, Tagged } from "./records";
import { SaveButton } from "./save";
import { Problem, Waiting } from "./screen";
import { Standing } from "./standing";
import { ta } from "./words";

export interface PersonDialogProps {
  agent: Agent;
  onClose(): void;
}

export function PersonDialog({ agent, onClose }: PersonDialogProps): JSX.Element {
  const form = useId();
  const place = useAdmin();
  const edit = useMemo(() => openPerson(place, agent.id, onClose), [agent.id]);
  useEffect(() => {
    void edit.open();
  }, [edit]);
  const above = useAbove(agent);
  const mayChange = place.may("people.write") && !above;
  const buttons = (
    <>
      <button type="button" class="button" onClick={onClose}>
        {ta(mayChange ? "cancel" : "close")}
      </button>
      {mayChange && <SaveButton edit={edit} form={form} />}
    </>
  );
  return (
    <Dialog title={agent.name} onClose={onClose} footer={buttons}>
      <Form id={form} onSubmit={() => edit.save()}>
        <p class="soft">
          <bdi>{agent.email}</bdi>
        </p>
        <Problem
          tried={edit.draft.value === null ? ta("tried.read") : ta("tried.save")}
          failure={edit.failure.value}
          again={reopening(edit)}
        />
        <Conflict edit={edit} wording={useWording()} />
        {above && <p class="notice">{ta("people.above")}</p>}
        <fieldset disabled={!mayChange}>
          <Fields edit={edit} />
        </fieldset>
      </Form>
      {mayChange && <Standing agent={agent} />}
    </Dialog>
  );
}

function Fields({ edit }: { edit: Edit<Person> }): JSX.Element {
  const draft = edit.draft.value;
  if (draft === null) return edit.failure.value === null ? <Waiting /> : <span />;
  return (
    <div class="admin-form">
      <TextField
        label={ta("field.name")}
        value={draft.name}
        maxLength={80}
        required
        onChange={(name) => edit.set("name", name)}
      />
      <Placement person={draft} set={(field, value) => edit.set(field, value)} />
    </div>
  );
}

/** Asking again helps only where nothing could be read. */
function reopening(edit: Edit<Person>): () => void {
  return () => void (edit.draft.value === null ? edit.open() : edit.save());
}

/** Whether the agent's role allows more than one's own: such an agent cannot be changed. */
function useAbove(agent: Agent): boolean {
  const place = useAdmin();
  const role = place.roles.byId.value.get(agent.role);
  return role !== undefined && !place.mayGive(role.permissions);
}

function useWording(): (field: string, value: unknown) => string {
  const { roles, skills, groups } = useAdmin();
  return (field, value) => {
    if (field === "role") {
      const role = roles.byId.value.get(String(value));
      return role === undefined ? String(value) : roleName(role);
    }
    if (field === "levels") {
      const named = Object.entries(value as Record<string, number>);
      return named
        .map(([id, level]) => `${skills.byId.value.get(id)?.name ?? id}: ${level}`)
        .join(", ");
    }
    const known = field === "skills" ? skills : groups;
    if (!Array.isArray(value)) return wordingOf(value);
    return value.map((id) => known.byId.value.get(id)?.name ?? id).join(", ");
  };
}

function openPerson(place: AdminPlace, id: string, onClose: () => void): Edit<Person> {
  const path = `/v1/agents/${encodeURIComponent(id)}`;
  const taken = (answer: Tagged<Agent>): Tagged<Person> => {
    place.agents.put(answer.value);
    return { value: personOf(answer.value), etag: answer.etag };
  };
  return new Edit<Person>({
    load: async () => taken(await place.server.get<Agent>(path)),
    save: async (change, etag) => taken(await place.server.change<Agent>(path, change, etag)),
    onSaved: ({ name }) => {
      place.say(ta("people.saved", { name }));
      onClose();
    },
  });
}

function personOf({ name, role, max_chats, skills, levels, groups }: Agent): Person {
  return { name, role, max_chats, skills, levels, groups };
}
