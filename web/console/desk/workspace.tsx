// The workspace: list of chats, chats side by side, visitor panel; one of them at a time on a phone.
import type { JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { Empty } from "../controls";
import { Icon, type IconName } from "../icons";
import { type Key, t } from "../text";
import { type Fold, useWorkplace } from "../workplace";
import { roomFor } from "./layout";
import { Pane } from "./pane";
import { Rail } from "./rail";
import { VisitorPanel } from "./visitor-panel";

export function Workspace(): JSX.Element {
  const { desk, page } = useWorkplace();
  if (!desk.answers.value && desk.chats.value.length === 0) return <NotForThisRole />;
  const idle = desk.known.value && desk.chats.value.length === 0;
  const view = page.panel.value ? "panel-open" : "";
  const classes = idle ? ["idle"] : [`fold-${page.fold.value}`, view];
  return (
    <>
      <main class={["work", ...classes].join(" ")}>
        <Rail />
        <Panes />
        {!idle && <VisitorPanel />}
      </main>
      {!idle && <Folds />}
    </>
  );
}

/** Only what the role does not do is said: its other screens are named in the bar above. */
function NotForThisRole(): JSX.Element {
  return (
    <main class="work idle">
      <div class="panes">
        <div class="pane">
          <Empty icon="chat" title={t("empty.not_yours")}>
            <p>{t("empty.not_yours.why")}</p>
          </Empty>
        </div>
      </div>
    </main>
  );
}

function Panes(): JSX.Element {
  const { desk } = useWorkplace();
  const box = useRef<HTMLDivElement>(null);
  const shown = desk.shown.value;
  useEffect(() => {
    if (!box.current) return;
    const watch = new ResizeObserver(([entry]) => {
      // A folded column has no width of its own and says nothing about the room there is.
      if (entry && entry.contentRect.width > 0) desk.setRoom(roomFor(entry.contentRect.width));
    });
    watch.observe(box.current);
    return () => watch.disconnect();
  }, [desk]);
  return (
    <div class="panes" ref={box}>
      {shown.length === 0 ? (
        <NothingShown />
      ) : (
        shown.map((chat) => <Pane key={chat.id} chat={chat} />)
      )}
    </div>
  );
}

function NothingShown(): JSX.Element {
  const { desk } = useWorkplace();
  return (
    <div class="pane">
      {desk.known.value && desk.chats.value.length === 0 && <NoChats />}
      {desk.chats.value.length > 0 && (
        <Empty icon="chat" title={t("pane.choose")}>
          <p>{t("pane.choose.why")}</p>
        </Empty>
      )}
    </div>
  );
}

function NoChats(): JSX.Element {
  const { desk } = useWorkplace();
  const online = desk.status.value === "online";
  const mode = desk.sharing.mode.value;
  return (
    <Empty icon="chat" title={t(online ? "empty.ready" : "empty.away")}>
      <p>{t(online ? `empty.ready.${mode}` : `empty.away.${mode}`)}</p>
      {!online && (
        <button
          type="button"
          class="button main"
          disabled={desk.connection.value !== "open"}
          onClick={() => desk.setStatus("online")}
        >
          {t("empty.go_online")}
        </button>
      )}
      <p>{t("empty.try")}</p>
    </Empty>
  );
}

const FOLDS: [Fold, IconName, Key][] = [
  ["list", "chat", "fold.list"],
  ["chat", "page", "fold.chat"],
  ["panel", "person", "fold.panel"],
];

function Folds(): JSX.Element {
  const { desk, page } = useWorkplace();
  return (
    <nav class="folds" aria-label={t("folds")}>
      {FOLDS.map(([fold, icon, key]) => (
        <button
          key={fold}
          type="button"
          aria-current={page.fold.value === fold}
          onClick={() => {
            page.fold.value = fold;
            page.panel.value = fold === "panel";
          }}
        >
          <Icon name={icon} />
          {t(key)}
          {fold === "list" && desk.unread.value > 0 && (
            <span class="badge">
              <span aria-hidden="true">{desk.unread.value}</span>
              <span class="unseen">{t("unread", { count: desk.unread.value })}</span>
            </span>
          )}
        </button>
      ))}
    </nav>
  );
}
