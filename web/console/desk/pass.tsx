// Passing a chat on: whom to, among all who could, with how it stands with them; why; and what they should know.
import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useId } from "preact/hooks";
import type { TransferTargets } from "../../shared/protocol";
import { Dialog, Failed, Loading, useLoaded } from "../controls";
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
  const { api, desk } = useWorkplace();
  const chat = desk.chats.value.find((one) => one.id === id);
  const { value, failure, again } = useLoaded("targets", async () => {
    const answer = await api.send("GET", "/v1/targets");
    return (await answer.json()) as TransferTargets;
  });
  if (chat === undefined) return null;
  return (
    <Dialog title={t("pass.title", { name: visitorName(chat.summary) })} onClose={close} wide>
      {failure !== null && <Failed failure={failure} again={again} />}
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
  const chosen = useSignal<Choice | null>(null);
  const reason = useSignal("");
  const note = useSignal("");
  const field = useId();
  const found = choices.filter(({ name }) => matches(name, wanted.value));
  const pass = () => {
    const choice = chosen.value;
    if (choice === null) return;
    desk.sharing.pass(id, { to: choice.to, reason: reason.value, note: note.value.trim() });
    close();
  };
  const ask = () => {
    const to = chosen.value?.to;
    if (!to || !("agent" in to)) return;
    desk.sharing.ask(id, to.agent);
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
              disabled={!choice.able}
              checked={chosen.value?.key === choice.key}
              onChange={() => {
                chosen.value = choice;
              }}
            />
            <bdi>{choice.name}</bdi>
            <span class="soft small">{choice.state}</span>
          </label>
        ))}
        {found.length === 0 && <p class="soft">{t("pass.nobody")}</p>}
      </fieldset>
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
      <div class="pass-buttons">
        {chosen.value !== null && "agent" in chosen.value.to && (
          <button type="button" class="button" onClick={ask}>
            {t("pass.ask")}
          </button>
        )}
        <button type="submit" class="button main" disabled={chosen.value === null}>
          {t("pass.do")}
        </button>
      </div>
    </form>
  );
}

function matches(name: string, wanted: string): boolean {
  return name.toLocaleLowerCase().includes(wanted.trim().toLocaleLowerCase());
}
