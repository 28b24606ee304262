// Passing a chat on: whom to, among all who could, with how it stands with them; why; and what they should know.
import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useId } from "preact/hooks";
import type { TransferTargets } from "../../shared/protocol";
import { Dialog, Failed, Loading } from "../controls";
import { useLive } from "../overview/live";
import { t } from "../text";
import { useWorkplace } from "../workplace";
import { type Choice, choicesOf } from "./choices";
import { visitorName } from "./names";

const REASONS = ["wish", "knows", "leaving", "other_language"] as const;
const LONGEST = 2_000;

interface PassDialogProps {
  id: string;
  close(): void;
}

export function PassDialog({ id, close }: PassDialogProps): JSX.Element | null {
  const { desk } = useWorkplace();
  const chat = desk.chats.value.find((one) => one.id === id);
  // Who is there changes while one writes the note.
  const targets = useLive<TransferTargets>("/v1/targets");
  const [value, failure] = [targets.value.value, targets.failure.value];
  if (chat === undefined) return null;
  return (
    <Dialog title={t("pass.title", { name: visitorName(chat.summary) })} onClose={close} wide>
      {value === null && failure !== null && (
        <Failed failure={failure} again={() => void targets.look()} />
      )}
      {value === null && failure === null && <Loading label="starting" />}
      {value !== null && (
        <Form id={id} choices={choicesOf(value, desk.me.value?.id ?? "")} close={close} />
      )}
    </Dialog>
  );
}

interface FormProps extends PassDialogProps {
  choices: readonly Choice[];
}

function Form({ id, choices, close }: FormProps): JSX.Element {
  const { desk } = useWorkplace();
  const wanted = useSignal("");
  const chosen = useSignal("");
  const reason = useSignal("");
  const note = useSignal("");
  const field = useId();
  const choice = choices.find(({ key }) => key === chosen.value);
  const found = choices.filter(({ name }) => matches(name, wanted.value));
  const pass = () => {
    if (!choice?.able) return;
    desk.sharing.pass(id, { to: choice.to, reason: reason.value, note: note.value.trim() });
    close();
  };
  const ask = () => {
    const to = choice?.to;
    if (!choice?.able || !to || !("agent" in to)) return;
    if (desk.sharing.ask(id, to.agent)) desk.tell({ kind: "asked", name: choice.name });
    close();
  };
  return (
    <form
      class="pass"
      onSubmit={(event) => {
        event.preventDefault();
        pass();
      }}
    >
      <label for={`${field}-wanted`}>{t("pass.whom")}</label>
      <input
        id={`${field}-wanted`}
        type="search"
        autocomplete="off"
        value={wanted.value}
        onInput={(event) => {
          wanted.value = event.currentTarget.value;
        }}
      />
      <fieldset class="pass-choices">
        <legend class="unseen">{t("pass.whom")}</legend>
        {found.map((choice) => (
          <label key={choice.key} class={choice.able ? "" : "unable"}>
            <input
              type="radio"
              name="target"
              disabled={!choice.able && chosen.value !== choice.key}
              checked={chosen.value === choice.key}
              onChange={() => {
                chosen.value = choice.key;
              }}
            />
            <bdi>{choice.name}</bdi>
            <span class="soft small">{choice.state}</span>
          </label>
        ))}
        {found.length === 0 && <p class="soft">{t("pass.nobody")}</p>}
      </fieldset>
      <div role="alert">
        {chosen.value !== "" && !choice?.able && (
          <p class="notice warn">{t("pass.gone", { name: choice?.name ?? t("role.agent") })}</p>
        )}
      </div>
      <label for={`${field}-reason`}>{t("pass.reason")}</label>
      <select
        id={`${field}-reason`}
        value={reason.value}
        onChange={(event) => {
          reason.value = event.currentTarget.value;
        }}
      >
        <option value="">{t("pass.reason.none")}</option>
        {REASONS.map((one) => (
          <option key={one} value={t(`pass.reason.${one}`)}>
            {t(`pass.reason.${one}`)}
          </option>
        ))}
      </select>
      <label for={`${field}-note`}>{t("pass.note")}</label>
      <textarea
        id={`${field}-note`}
        rows={3}
        dir="auto"
        maxLength={LONGEST}
        value={note.value}
        onInput={(event) => {
          note.value = event.currentTarget.value;
        }}
      />
      {choice?.able && "agent" in choice.to && <p class="soft small">{t("pass.ask.why")}</p>}
      <div class="pass-buttons">
        {choice?.able && "agent" in choice.to && (
          <button type="button" class="button" onClick={ask}>
            {t("pass.ask")}
          </button>
        )}
        <button type="submit" class="button main" disabled={!choice?.able}>
          {t("pass.do")}
        </button>
      </div>
    </form>
  );
}

function matches(name: string, wanted: string): boolean {
  return name.toLocaleLowerCase().includes(wanted.trim().toLocaleLowerCase());
}
