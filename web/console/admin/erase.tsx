// Erasing a visitor: asked twice, told what it removed. Shown with the archive to those who may.
import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { Icon } from "../icons";
import { Confirm } from "./confirm";
import { Form, TextField } from "./form";
import { useAdmin } from "./place";
import { ta } from "./words";

export interface Receipt {
  id: string;
  visitor: string;
  at: number;
  key: string;
  chats: number;
  visits: number;
  messages: number;
  archived: number;
}

const SHORTEST_REASON = 3;

export function EraseVisitor({ onErased }: { onErased(): void }): JSX.Element {
  const { server } = useAdmin();
  const visitor = useSignal("");
  const reason = useSignal("");
  const asks = useSignal(false);
  const receipt = useSignal<Receipt | null>(null);
  const ready = visitor.value.trim() !== "" && reason.value.trim().length >= SHORTEST_REASON;
  const erase = async () => {
    const asked = { visitor: visitor.value.trim(), reason: reason.value.trim() };
    receipt.value = (await server.post<Receipt>("/v1/erasures", asked)).value;
    visitor.value = reason.value = "";
    onErased();
  };
  return (
    <section class="panel-card">
      <h3>{ta("erase.title")}</h3>
      <p class="hint">{ta("erase.why")}</p>
      <Form
        onSubmit={() => {
          asks.value = ready;
        }}
      >
        <TextField
          label={ta("erase.visitor")}
          hint={ta("erase.visitor.hint")}
          value={visitor.value}
          maxLength={64}
          onChange={(text) => {
            visitor.value = text;
          }}
        />
        <TextField
          label={ta("erase.reason")}
          hint={ta("erase.reason.hint")}
          value={reason.value}
          maxLength={200}
          onChange={(text) => {
            reason.value = text;
          }}
        />
        <div class="row-buttons">
          <button type="submit" class="button danger" disabled={!ready}>
            {ta("erase.ask")}
          </button>
        </div>
      </Form>
      <div role="status">{receipt.value !== null && <Told receipt={receipt.value} />}</div>
      {asks.value && (
        <Confirm
          title={ta("erase.sure")}
          yes={ta("erase.yes")}
          danger
          tried={ta("erase.tried")}
          work={erase}
          onClose={() => {
            asks.value = false;
          }}
        >
          <p>{ta("erase.sure.why")}</p>
          <p>
            <bdi dir="ltr">{visitor.value.trim()}</bdi>
          </p>
        </Confirm>
      )}
    </section>
  );
}

function Told({ receipt }: { receipt: Receipt }): JSX.Element {
  const { chats, visits, messages, archived } = receipt;
  return (
    <div class="notice">
      <Icon name="check" />
      <p>
        {ta("erase.done", { chats, visits, messages, archived })}{" "}
        <bdi class="small" dir="ltr">
          {receipt.key}
        </bdi>
      </p>
    </div>
  );
}
