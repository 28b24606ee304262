// The dialogs of one API key: made with its permissions, rotated with an overlap, its secret shown once.
import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useId } from "preact/hooks";
import { Dialog } from "../controls";
import { Icon } from "../icons";
import { Copied } from "./copy";
import { BusyButton, Form, SelectField, TextField } from "./form";
import { PermissionChoice } from "./permissions";
import { useAdmin } from "./place";
import type { FreshKey, Key, Permission } from "./records";
import { Problem } from "./screen";
import { useTask } from "./task";
import { ta } from "./words";

const DAY_MS = 86_400_000;
const LIVES = ["30", "90", "365", "0"] as const;
const OVERLAPS = ["0", "3600", "86400", "604800"] as const;

interface NewKeyProps {
  onMade(key: FreshKey): void;
  onClose(): void;
}

export function NewKey({ onMade, onClose }: NewKeyProps): JSX.Element {
  const form = useId();
  const { server } = useAdmin();
  const name = useSignal("");
  const life = useSignal<(typeof LIVES)[number]>("90");
  const chosen = useSignal<Permission[]>([]);
  const task = useTask();
  const make = () =>
    task.run(async () => {
      const body = {
        name: name.value.trim(),
        permissions: chosen.value,
        expires: life.value === "0" ? 0 : Date.now() + Number(life.value) * DAY_MS,
      };
      onMade((await server.post<FreshKey>("/v1/keys", body)).value);
    });
  const buttons = (
    <>
      <p id={`${form}-why`} class="why-not" role="status">
        {chosen.value.length === 0 && ta("keys.lack")}
      </p>
      <BusyButton
        busy={task.busy}
        form={form}
        disabled={chosen.value.length === 0}
        describedby={`${form}-why`}
      >
        {ta("keys.make")}
      </BusyButton>
    </>
  );
  return (
    <Dialog title={ta("keys.new")} onClose={onClose} footer={buttons}>
      <Form id={form} onSubmit={make}>
        <Problem tried={ta("tried.change")} failure={task.failure} />
        <TextField
          label={ta("field.name")}
          hint={ta("keys.name.hint")}
          value={name.value}
          maxLength={80}
          required
          autofocus
          onChange={(text) => {
            name.value = text;
          }}
        />
        <SelectField
          label={ta("keys.life")}
          value={life.value}
          options={LIVES.map((value) => ({ value, label: ta(`keys.life.${value}`) }))}
          onChange={(value) => {
            life.value = value;
          }}
        />
        <p class="soft">{ta("keys.scope")}</p>
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

export function RotateKey({ old, onMade, onClose }: NewKeyProps & { old: Key }): JSX.Element {
  const form = useId();
  const { server } = useAdmin();
  const overlap = useSignal<(typeof OVERLAPS)[number]>("86400");
  const task = useTask();
  const rotate = () =>
    task.run(async () => {
      const path = `/v1/keys/${encodeURIComponent(old.id)}/rotation`;
      onMade((await server.post<FreshKey>(path, { overlap_s: Number(overlap.value) })).value);
    });
  const buttons = (
    <BusyButton busy={task.busy} form={form}>
      {ta("keys.rotate")}
    </BusyButton>
  );
  return (
    <Dialog title={ta("keys.rotate.of", { name: old.name })} onClose={onClose} footer={buttons}>
      <Form id={form} onSubmit={rotate}>
        <p class="soft">{ta("keys.rotate.why")}</p>
        <Problem tried={ta("tried.change")} failure={task.failure} />
        <SelectField
          label={ta("keys.overlap")}
          hint={ta("keys.overlap.hint")}
          value={overlap.value}
          options={OVERLAPS.map((value) => ({ value, label: ta(`keys.overlap.${value}`) }))}
          onChange={(value) => {
            overlap.value = value;
          }}
        />
      </Form>
    </Dialog>
  );
}

export function SecretDialog({
  fresh,
  onClose,
}: {
  fresh: FreshKey;
  onClose(): void;
}): JSX.Element {
  const done = (
    <button type="button" class="button" onClick={onClose}>
      {ta("keys.secret.done")}
    </button>
  );
  return (
    <Dialog title={ta("keys.secret", { name: fresh.name })} onClose={onClose} footer={done}>
      <div class="admin-form">
        <div class="notice warn">
          <Icon name="alert" />
          <p>{ta(fresh.secret === "" ? "keys.secret.lost" : "keys.secret.once")}</p>
        </div>
        {fresh.secret !== "" && (
          <Copied text={fresh.secret} label={ta("keys.secret", { name: fresh.name })} />
        )}
        <p class="soft">
          {ta("keys.secret.use")} <code dir="ltr">Authorization: Bearer pk_…</code>
        </p>
      </div>
    </Dialog>
  );
}
