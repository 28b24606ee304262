// Putting a configuration in: choose the file, see what it would change, try it dry, apply it.
import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useId } from "preact/hooks";
import { ApiError } from "../api";
import { ChangeTable } from "./changes";
import { BusyButton } from "./form";
import { useAdmin } from "./place";
import type { Change } from "./records";
import { Problem } from "./screen";
import { type Task, useTask } from "./task";
import { ta } from "./words";

const LARGEST = 1_000_000;

interface Read {
  document: object;
  name: string;
  changes: readonly Change[];
}

export function ConfigImport({ onApplied }: { onApplied(): void }): JSX.Element {
  const id = useId();
  const { server } = useAdmin();
  const read = useSignal<Read | null>(null);
  const task = useTask();
  const take = (file: File) =>
    task.run(async () => {
      read.value = null;
      const document = await documentOf(file);
      const { value } = await server.post<{ changes: Change[] }>("/v1/config/diff", document);
      read.value = { document, name: file.name, changes: value.changes };
    });
  return (
    <section class="panel-card">
      <h3>{ta("config.import")}</h3>
      <p class="soft">{ta("config.import.why")}</p>
      <div class="field">
        <label for={id}>{ta("config.file")}</label>
        <input
          id={id}
          class="input"
          type="file"
          accept="application/json,.json"
          onChange={({ currentTarget }) => {
            const file = currentTarget.files?.[0];
            // The same file, mended, may be chosen again.
            if (file)
              void take(file).then(() => {
                currentTarget.value = "";
              });
          }}
        />
      </div>
      <div role="status">{task.busy && <span class="spinner" aria-hidden="true" />}</div>
      <Problem tried={ta("tried.change")} failure={task.failure} />
      {read.value !== null && (
        <Preview
          read={read.value}
          onDone={() => {
            read.value = null;
            onApplied();
          }}
        />
      )}
    </section>
  );
}

function Preview({ read, onDone }: { read: Read; onDone(): void }): JSX.Element {
  const place = useAdmin();
  const task = useTask();
  const tried = useSignal(false);
  const send = async (dry: boolean) => {
    const path = dry ? "/v1/config?dry_run=true" : "/v1/config";
    const done = await task.run(() => place.server.post(path, read.document));
    tried.value = dry && done;
    if (!done || dry) return;
    place.say(ta("config.applied", { name: read.name }));
    onDone();
  };
  if (read.changes.length === 0) return <p class="notice">{ta("config.same")}</p>;
  return (
    <div class="admin-form">
      <h4>{ta("config.changes", { count: read.changes.length })}</h4>
      <ChangeTable changes={read.changes} label={ta("config.import")} />
      <Problem tried={ta("tried.change")} failure={task.failure} />
      <Buttons task={task} send={send} />
      <p role="status">{tried.value && ta("config.tried")}</p>
    </div>
  );
}

interface ButtonsProps {
  task: Task;
  send(dry: boolean): Promise<void>;
}

function Buttons({ task, send }: ButtonsProps): JSX.Element {
  return (
    <div class="row-buttons">
      <BusyButton busy={task.busy} kind="" onClick={() => void send(true)}>
        {ta("config.try")}
      </BusyButton>
      <BusyButton busy={task.busy} onClick={() => void send(false)}>
        {ta("config.apply")}
      </BusyButton>
    </div>
  );
}

/** What the file holds; refused here already where the server could say nothing better. */
export async function documentOf(file: Blob): Promise<object> {
  if (file.size > LARGEST) throw new ApiError(0, "file_too_large", "");
  try {
    const document: unknown = JSON.parse(await file.text());
    if (typeof document === "object" && document !== null && !Array.isArray(document))
      return document;
  } catch (failure) {
    throw new ApiError(0, "not_json", failure instanceof Error ? failure.message : "");
  }
  throw new ApiError(0, "not_json", "");
}
