// Where agents write what only agents see of a chat; folded away until somebody wants it.
import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { t } from "../text";
import { useWorkplace } from "../workplace";
import { sends } from "./composer";
import { nameOf } from "./names";
import type { OpenChat } from "./open-chat";

const LONGEST = 2_000;

export function NoteBox({ chat }: { chat: OpenChat }): JSX.Element {
  const { desk } = useWorkplace();
  const draft = useSignal("");
  const open = useSignal(false);
  const write = () => {
    const text = draft.value.trim();
    if (text === "") return;
    desk.sharing.note(chat.id, text);
    draft.value = "";
  };
  const box = useRef<HTMLTextAreaElement>(null);
  useEffect(() => {
    if (open.value) box.current?.focus();
  }, [open.value]);
  const shown = open.value || chat.part.value === "monitor";
  return (
    <div class="note-box">
      {chat.part.value !== "monitor" && (
        <button
          type="button"
          class="link-button"
          aria-expanded={open.value}
          onClick={() => {
            open.value = !open.value;
          }}
        >
          {t("note.open")}
        </button>
      )}
      {shown && (
        <form
          onSubmit={(event) => {
            event.preventDefault();
            write();
          }}
        >
          <textarea
            ref={box}
            rows={1}
            dir="auto"
            maxLength={LONGEST}
            aria-label={t("note.label", { name: nameOf(chat) })}
            placeholder={t("note.placeholder")}
            value={draft.value}
            onInput={(event) => {
              draft.value = event.currentTarget.value;
            }}
            onKeyDown={(event) => {
              if (!sends(event)) return;
              event.preventDefault();
              write();
            }}
          />
          <button type="submit" class="button" aria-disabled={draft.value.trim() === ""}>
            {t("note.write")}
          </button>
        </form>
      )}
    </div>
  );
}
