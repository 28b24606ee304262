// Sound, notifications and the list of keys: in the bar, or on a phone in the agent's menu.
import type { JSX } from "preact";
import { Icon } from "../icons";
import { type Key, t } from "../text";
import { useWorkplace } from "../workplace";

export function Switches(): JSX.Element {
  const { alerts, page } = useWorkplace();
  const sound = alerts.sound.value;
  return (
    <>
      <button
        type="button"
        class="icon-button"
        aria-pressed={sound}
        aria-label={t("sound")}
        title={t(sound ? "sound.on" : "sound.off")}
        onClick={() => alerts.toggleSound()}
      >
        <Icon name={sound ? "sound" : "soundOff"} />
      </button>
      <NotifySwitch />
      <button
        type="button"
        class="icon-button"
        aria-label={t("shortcuts")}
        title={t("shortcuts.hint")}
        onClick={() => {
          page.dialog.value = { name: "shortcuts" };
        }}
      >
        <Icon name="keyboard" />
      </button>
    </>
  );
}

function NotifySwitch(): JSX.Element {
  const { alerts, desk } = useWorkplace();
  const state = alerts.notify.value;
  const toggle = async () => {
    await alerts.toggleNotify();
    const { value } = alerts.notify;
    // A tooltip would not be seen on a touch screen.
    if (value === "refused" || value === "missing") desk.tell({ kind: "notify", state: value });
  };
  const hint: Key = `notify.${state}`;
  return (
    <button
      type="button"
      class="icon-button"
      aria-pressed={state === "on"}
      aria-label={t("notify")}
      title={t(hint)}
      onClick={() => void toggle()}
    >
      <Icon name={state === "on" ? "bell" : "bellOff"} />
    </button>
  );
}
