// Where the agent writes: Enter sends, Shift+Enter begins a new line, the draft outlives a reload.
import type { JSX } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";
import { LIMITS } from "../../shared/protocol";
import { Icon } from "../icons";
import { t } from "../text";
import { nameOf } from "./names";
import type { OpenChat } from "./open-chat";

/** From here on the agent is told how many characters are left. */
const NEARLY_FULL = LIMITS.text - 300;

export function Composer({ chat }: { chat: OpenChat }): JSX.Element {
  const box = useRef<HTMLTextAreaElement>(null);
  const draft = chat.draft.value;
  useLayoutEffect(() => {
    if (box.current) fitHeight(box.current);
  }, [draft]);
  const post = () => {
    chat.post();
    box.current?.focus();
  };
  return (
    <>
      <Left draft={draft} />
      <form
        class="composer"
        onSubmit={(event) => {
          event.preventDefault();
          post();
        }}
      >
        <textarea
          ref={box}
          id={composerId(chat.id)}
          rows={1}
          dir="auto"
          maxLength={LIMITS.text}
          aria-label={t("composer.label", { name: nameOf(chat) })}
          placeholder={t("composer.placeholder")}
          value={draft}
          onInput={(event) => chat.write(event.currentTarget.value)}
          onKeyDown={(event) => {
            if (!sends(event)) return;
            event.preventDefault();
            post();
          }}
        />
        <button type="submit" class="button main" aria-disabled={draft.trim() === ""}>
          <Icon name="send" turns />
          <span class="wide-only">{t("composer.send")}</span>
          <span class="unseen">{t("composer.send_to", { name: nameOf(chat) })}</span>
        </button>
      </form>
    </>
  );
}

export function composerId(chat: string): string {
  return `composer-${chat}`;
}

/** While an input method composes a word, Enter takes the word and does not send. */
export function sends(event: KeyboardEvent): boolean {
  return event.key === "Enter" && !event.shiftKey && !event.altKey && !event.isComposing;
}

function Left({ draft }: { draft: string }): JSX.Element | null {
  if (draft.length < NEARLY_FULL) return null;
  return (
    <p class="composer-note" role="status">
      {t("composer.left", { count: LIMITS.text - draft.length })}
    </p>
  );
}

/** Browsers without `field-sizing` are told the height their text needs. */
function fitHeight(box: HTMLTextAreaElement): void {
  if (CSS.supports?.("field-sizing", "content")) return;
  box.style.height = "auto";
  box.style.height = `${box.scrollHeight + 2}px`;
}
