// The dialog that invites a new agent: who, with which role and limit; a one-time password goes out by mail.
import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect, useId } from "preact/hooks";
import { type AddressFault, faultOf } from "../../shared/address";
import { Dialog } from "../controls";
import { loadAccount } from "./account";
import { BusyButton, Form, TextField } from "./form";
import { type Person, Placement } from "./person-form";
import { type AdminPlace, useAdmin } from "./place";
import type { Agent } from "./records";
import { Problem } from "./screen";
import { useTask } from "./task";
import { ta } from "./words";

const FRESH: Person & { email: string } = {
  name: "",
  email: "",
  role: "agent",
  max_chats: 3,
  skills: [],
  levels: {},
  groups: [],
};

export function InviteDialog({ onClose }: { onClose(): void }): JSX.Element {
  const form = useId();
  const place = useAdmin();
  const draft = useSignal(FRESH);
  const fault = useSignal<AddressFault | null>(null);
  const task = useTask();
  useEffect(() => {
    void usualLimit(place).then((max) => {
      // The admin may have been faster.
      if (draft.peek().max_chats === FRESH.max_chats) set("max_chats", max);
    });
  }, []);
  useEffect(() => {
    const wrong = document.getElementById(form)?.querySelector<HTMLElement>("[aria-invalid=true]");
    if (fault.value !== null) wrong?.focus();
  }, [fault.value]);
  const set = <Field extends keyof typeof FRESH>(field: Field, value: (typeof FRESH)[Field]) => {
    draft.value = { ...draft.value, [field]: value };
  };
  const send = async () => {
    const { name, email, ...rest } = draft.value;
    const body = { name: name.trim(), email: email.trim(), ...rest };
    fault.value = faultOf(body.email);
    if (fault.value !== null) return;
    const done = await task.run(async () => {
      const { value } = await place.server.post<Agent>("/v1/agents", body);
      place.agents.put(value);
    });
    if (!done) return;
    place.say(ta("invite.sent", { email: body.email }));
    onClose();
  };
  const buttons = (
    <>
      <button type="button" class="button" onClick={onClose}>
        {ta("cancel")}
      </button>
      <BusyButton busy={task.busy} form={form}>
        {ta("invite.send")}
      </BusyButton>
    </>
  );
  return (
    <Dialog title={ta("invite.title")} onClose={onClose} footer={buttons}>
      <Form id={form} onSubmit={send}>
        <p class="soft">{ta("invite.why")}</p>
        <Problem failure={task.failure} tried={ta("tried.invite")} />
        <TextField
          label={ta("field.name")}
          value={draft.value.name}
          maxLength={80}
          required
          autofocus
          onChange={(name) => set("name", name)}
        />
        <TextField
          label={ta("field.email")}
          type="email"
          value={draft.value.email}
          maxLength={200}
          required
          ltr
          fault={fault.value === null ? undefined : ta(`invite.email.${fault.value}`)}
          onChange={(email) => {
            fault.value = null;
            set("email", email);
          }}
        />
        <Placement person={draft.value} set={set} />
      </Form>
    </Dialog>
  );
}

/** What the account gives new agents; who may not see its settings begins with the number of a new account. */
async function usualLimit(place: AdminPlace): Promise<number> {
  if (!place.may("settings.read")) return FRESH.max_chats;
  const account = await loadAccount(place.server).catch(() => null);
  return account?.value.max_chats ?? FRESH.max_chats;
}
