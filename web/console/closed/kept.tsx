// What was masked in a line and is kept: shown to who may see it, once they say why. Used by transcripts.
import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useId } from "preact/hooks";
import { Dialog, reasonOf } from "../controls";
import { t } from "../text";
import { useWorkplace } from "../workplace";

/** The bounds are the server's. */
const SHORTEST = 3;
const LONGEST = 200;

interface KeptProps {
  chat: string;
  seq: number;
}

export function Kept({ chat, seq }: KeptProps): JSX.Element {
  const { api } = useWorkplace();
  const asking = useSignal(false);
  const text = useSignal<string | null>(null);
  const reveal = async (reason: string) => {
    text.value = (await api.reveal(chat, seq, reason)).text;
    asking.value = false;
  };
  const turn = () => {
    asking.value = text.value === null;
    text.value = null;
  };
  return (
    <div class="kept">
      {text.value !== null && (
        <p class="kept-text" role="status">
          <bdi>{text.value}</bdi>
        </p>
      )}
      <button type="button" class="link-button" onClick={turn}>
        {t(text.value === null ? "kept.show" : "kept.hide")}
      </button>
      {asking.value && (
        <Question
          work={reveal}
          onClose={() => {
            asking.value = false;
          }}
        />
      )}
    </div>
  );
}

interface QuestionProps {
  work(reason: string): Promise<void>;
  onClose(): void;
}

function Question({ work, onClose }: QuestionProps): JSX.Element {
  const id = useId();
  const reason = useSignal("");
  const busy = useSignal(false);
  const problem = useSignal("");
  const go = async () => {
    if (busy.value) return;
    busy.value = true;
    problem.value = "";
    try {
      await work(reason.value.trim());
    } catch (failure) {
      problem.value = reasonOf(failure);
    }
    busy.value = false;
  };
  return (
    <Dialog title={t("kept.title")} onClose={onClose}>
      <form
        class="kept-form"
        onSubmit={(event) => {
          event.preventDefault();
          void go();
        }}
      >
        <p>{t("kept.lead")}</p>
        <label for={id}>{t("kept.reason")}</label>
        <input
          id={id}
          class="input"
          required
          minLength={SHORTEST}
          maxLength={LONGEST}
          autocomplete="off"
          dir="auto"
          value={reason.value}
          onInput={(event) => {
            reason.value = event.currentTarget.value;
          }}
        />
        <p role="alert" class="small">
          {problem.value}
        </p>
        <button type="submit" class="button main" aria-disabled={busy.value}>
          {t("kept.yes")}
        </button>
      </form>
    </Dialog>
  );
}
