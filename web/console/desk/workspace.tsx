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
  const { page } = useWorkplace();
  const classes = ["work", `fold-${page.fold.value}`, page.panel.value && "panel-open"];
  return (
    <>
      <main class={classes.filter(Boolean).join(" ")}>
        <Rail />
        <Panes />
        <VisitorPanel />
      </main>
      <Folds />
    </>
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
  const any = desk.chats.value.length > 0;
  return (
    <div class="pane">
      <Empty icon="chat" title={t(any ? "pane.choose" : "pane.none")}>
        {any ? (
          <p>{t("pane.choose.why")}</p>
        ) : (
          <ol>
            <li>{t("pane.none.first")}</li>
            <li>{t("pane.none.second")}</li>
            <li>{t("pane.none.third")}</li>
          </ol>
        )}
      </Empty>
    </div>
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
