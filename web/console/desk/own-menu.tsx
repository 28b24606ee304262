// The agent's own menu: who is signed in, language, for who may change people the most chats at once, sign out.
import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { Avatar, LanguageChoice, reasonOf } from "../controls";
import { Icon } from "../icons";
import { t, tMaybe } from "../text";
import { useWorkplace } from "../workplace";
import type { Me } from "./desk";
import { Switches } from "./switches";

const MOST_CHATS = 100;

export function OwnMenu(): JSX.Element {
  const { desk } = useWorkplace();
  const open = useSignal(false);
  const box = useRef<HTMLDivElement>(null);
  const me = desk.me.value;
  const close = () => {
    open.value = false;
  };
  useEffect(() => {
    if (!open.value || !box.current) return;
    return whenLeft(box.current, close);
  }, [open.value]);
  return (
    <div ref={box} class="menu">
      <button
        type="button"
        class="menu-button"
        aria-expanded={open.value}
        aria-label={t("menu", { name: me?.name ?? "" })}
        onClick={() => {
          open.value = !open.value;
        }}
      >
        <Avatar name={me?.name ?? ""} of={me?.id ?? ""} />
      </button>
      {open.value && me !== null && <Sheet me={me} close={close} />}
    </div>
  );
}

function Sheet({ me, close }: { me: Me; close(): void }): JSX.Element {
  const { desk, page, signOut } = useWorkplace();
  const leave = () => {
    close();
    if (desk.load.peek() > 0) page.dialog.value = { name: "leave" };
    else signOut();
  };
  return (
    <div class="menu-sheet">
      <p class="who-am-i">
        <strong>{me.name}</strong>
        <br />
        <span class="soft">{me.email}</span>
        <br />
        <span class="soft">{tMaybe(`role.${me.role}`, "role.agent")}</span>
      </p>
      <hr />
      {me.permissions.includes("people.write") && <LimitStepper me={me} />}
      <div class="row only-phone">
        <span>{t("alerts")}</span>
        <span>
          <Switches />
        </span>
      </div>
      <div class="row">
        <span>{t("language")}</span>
        <LanguageChoice />
      </div>
      <button
        type="button"
        class="button"
        onClick={() => {
          close();
          page.dialog.value = { name: "shortcuts" };
        }}
      >
        <Icon name="keyboard" />
        {t("shortcuts")}
      </button>
      <button type="button" class="button" onClick={leave}>
        <Icon name="signOut" turns />
        {t("sign_out")}
      </button>
    </div>
  );
}

function LimitStepper({ me }: { me: Me }): JSX.Element {
  const { api, desk } = useWorkplace();
  const busy = useSignal(false);
  const problem = useSignal("");
  const max = desk.maxChats.value;
  const set = async (wanted: number) => {
    if (busy.value || wanted < 1 || wanted > MOST_CHATS) return;
    busy.value = true;
    problem.value = "";
    try {
      desk.maxChats.value = (await api.setLimit(me.id, wanted)).max_chats;
    } catch (failure) {
      problem.value = reasonOf(failure);
    }
    busy.value = false;
  };
  return (
    <div>
      <div class="row">
        <span>{t("limit")}</span>
        <span class="stepper">
          <button
            type="button"
            class="icon-button"
            aria-label={`${t("limit")}: ${t("limit.less")}`}
            aria-disabled={busy.value || max <= 1}
            onClick={() => void set(max - 1)}
          >
            <Icon name="minus" />
          </button>
          <output aria-live="polite">{max}</output>
          <button
            type="button"
            class="icon-button"
            aria-label={`${t("limit")}: ${t("limit.more")}`}
            aria-disabled={busy.value || max >= MOST_CHATS}
            onClick={() => void set(max + 1)}
          >
            <Icon name="plus" />
          </button>
        </span>
      </div>
      <p role="alert" class="small">
        {problem.value}
      </p>
    </div>
  );
}

/** Calls `close` at a press outside of the menu or Escape. Returns what ends the watch. */
function whenLeft(menu: HTMLElement, close: () => void): () => void {
  const outside = (event: PointerEvent) => {
    if (event.target instanceof Node && !menu.contains(event.target)) close();
  };
  const escaped = (event: KeyboardEvent) => {
    if (event.key !== "Escape") return;
    close();
    menu.querySelector("button")?.focus();
  };
  addEventListener("pointerdown", outside);
  menu.addEventListener("keydown", escaped);
  return () => {
    removeEventListener("pointerdown", outside);
    menu.removeEventListener("keydown", escaped);
  };
}
