// The keys at work, and the dialog that lists them.
import type { JSX } from "preact";
import { useEffect } from "preact/hooks";
import { firstSection } from "../admin/sections";
import { Dialog } from "../controls";
import { goTo } from "../route";
import { t } from "../text";
import { useWorkplace, type Workplace } from "../workplace";
import { composerId } from "./composer";
import { type Command, commandOf, isField, SHORTCUTS } from "./keys";
import { putAway, showActive, stepToChat } from "./moves";
import type { Sharing } from "./sharing";

export function useShortcuts(): void {
  const workplace = useWorkplace();
  useEffect(() => {
    const pressed = (event: KeyboardEvent) => {
      const { page } = workplace;
      if (event.defaultPrevented || page.dialog.peek() !== null) return;
      const inField = isField(event.target);
      if (event.key === "Escape" && inField) return leaveField(event);
      const command = commandOf(event, inField, page.singleKeys.peek());
      if (command === null) return;
      event.preventDefault();
      DONE[command](workplace);
    };
    addEventListener("keydown", pressed);
    return () => removeEventListener("keydown", pressed);
  }, [workplace]);
}

const DONE: { [Name in Command]: (workplace: Workplace) => void } = {
  next: (workplace) => stepToChat(workplace, 1),
  previous: (workplace) => stepToChat(workplace, -1),
  composer: showActive,
  end: (workplace) => {
    const chat = workplace.desk.active.peek();
    if (chat?.over) putAway(workplace, chat.id);
    else if (chat) workplace.page.ending.value = chat.id;
  },
  accept: ({ desk: { sharing } }) => withOffer(sharing, (chat) => sharing.accept(chat)),
  decline: ({ desk: { sharing } }) => withOffer(sharing, (chat) => sharing.decline(chat)),
  pass: ({ desk, page }) => {
    const chat = desk.active.peek();
    if (chat && !chat.over && chat.part.peek() === "")
      page.dialog.value = { name: "pass", chat: chat.id };
  },
  status: ({ desk }) => desk.setStatus(desk.status.peek() === "online" ? "away" : "online"),
  sound: ({ alerts }) => alerts.toggleSound(),
  panel: ({ page }) => {
    page.panel.value = !page.panel.peek();
    page.fold.value = page.panel.peek() ? "panel" : "chat";
  },
  chats: () => goTo({ screen: "desk" }),
  closed: () => goTo({ screen: "closed", chat: null }),
  admin: ({ desk }) => {
    const section = firstSection(desk.me.peek()?.permissions ?? []);
    if (section !== null) goTo({ screen: "admin", section });
  },
  shortcuts: ({ page }) => {
    page.dialog.value = { name: "shortcuts" };
  },
};

function withOffer({ offers }: Sharing, act: (chat: string) => void): void {
  const offer = offers.peek()[0];
  if (offer) act(offer.chat.id);
}

/** From the composer to its log, where the single keys work. */
function leaveField(event: KeyboardEvent): void {
  const field = event.target as HTMLElement;
  const log = document
    .getElementById(field.id)
    ?.closest(".pane")
    ?.querySelector<HTMLElement>("[role=log]");
  if (log && field.id.startsWith(composerId(""))) log.focus();
}

export function ShortcutsDialog(): JSX.Element {
  const { page } = useWorkplace();
  const close = () => {
    page.dialog.value = null;
  };
  return (
    <Dialog title={t("shortcuts")} onClose={close}>
      <dl class="shortcuts">
        <Row label={t("keys.send")} keys={["Enter"]} />
        <Row label={t("keys.new_line")} keys={["Shift", "Enter"]} />
        {SHORTCUTS.map(({ command, keys }) => (
          <Row key={command} label={t(`keys.${command}`)} keys={keys} />
        ))}
        <Row label={t("keys.leave")} keys={["Escape"]} />
      </dl>
      <p class="single-keys">
        <label>
          <input
            type="checkbox"
            checked={page.singleKeys.value}
            onChange={(event) => {
              page.singleKeys.value = event.currentTarget.checked;
            }}
          />{" "}
          {t("keys.single")}
        </label>
      </p>
    </Dialog>
  );
}

function Row({ label, keys }: { label: string; keys: readonly string[] }): JSX.Element {
  return (
    <>
      <dt>{label}</dt>
      <dd dir="ltr">
        {keys.map((key) => (
          <kbd key={key}>{DRAWN[key] ?? key.toUpperCase()}</kbd>
        ))}
      </dd>
    </>
  );
}

const DRAWN: { [key: string]: string } = {
  Alt: "Alt",
  ArrowDown: "↓",
  ArrowUp: "↑",
  Enter: "Enter",
  Escape: "Esc",
  Shift: "Shift",
};
