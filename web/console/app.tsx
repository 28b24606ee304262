// Chooses the signed-in screen: workspace, closed chats, admin area; with the bar, notices and dialogs around them.
import type { JSX } from "preact";
import { useEffect } from "preact/hooks";
import { AdminDoor, useFirstSteps } from "./admin/door";
import { Closed } from "./closed/closed";
import { TranscriptBody } from "./closed/transcript";
import { Dialog } from "./controls";
import type { Notice } from "./desk/desk";
import { LookIn } from "./desk/look-in";
import { visitorName } from "./desk/names";
import { LetPassNotice, OfferHere } from "./desk/offer";
import { PassDialog } from "./desk/pass";
import { ShortcutsDialog, useShortcuts } from "./desk/shortcuts";
import { TopBar } from "./desk/topbar";
import { Workspace } from "./desk/workspace";
import { Icon } from "./icons";
import { isOverview, OverviewDoor } from "./overview/door";
import { route } from "./route";
import { t, tMaybe } from "./text";
import { VisitorsDoor } from "./visitors/door";
import { useWorkplace } from "./workplace";

export function SignedIn(): JSX.Element {
  useShortcuts();
  useFirstSteps();
  const place = route.value;
  const { desk } = useWorkplace();
  useEffect(() => () => desk.turnPage(), [place.screen]);
  return (
    <div class="desk">
      <TopBar />
      <div class="banners">
        <Reconnecting />
        <NotResponding />
        <LetPassNotice />
        <Notices />
        <OfferHere />
      </div>
      {place.screen === "desk" && <Workspace />}
      {isOverview(place) && <OverviewDoor place={place} />}
      {place.screen === "chat" && <LookIn id={place.chat} />}
      {place.screen === "closed" && <Closed chat={place.chat} />}
      {place.screen === "visitors" && <VisitorsDoor visit={place.visit} />}
      {place.screen === "admin" && <AdminDoor section={place.section} />}
      <Dialogs />
      <Spoken />
    </div>
  );
}

/** What a screen reader says of chats that are not in sight; a log in sight speaks for itself. */
function Spoken(): JSX.Element {
  const { alerts } = useWorkplace();
  return (
    <p class="unseen" role="status">
      {alerts.spoken.value}
    </p>
  );
}

function Reconnecting(): JSX.Element {
  const { desk } = useWorkplace();
  const state = desk.connection.value;
  const lost = state === "offline" || (desk.known.value && state !== "open");
  return (
    <div role="status">
      {lost && (
        <p class="desk-banner">
          <span class="spinner" aria-hidden="true" />
          {t("reconnecting")}
        </p>
      )}
    </div>
  );
}

/** Who let an offer pass without a word gets no more until they say that they are there. */
function NotResponding(): JSX.Element {
  const { desk } = useWorkplace();
  return (
    <div role="alert">
      {desk.status.value === "not_responding" && (
        <div class="notice warn">
          <Icon name="alert" />
          <p>{t("notice.not_responding")}</p>
          <button type="button" class="button main" onClick={() => desk.setStatus("online")}>
            {t("empty.go_online")}
          </button>
        </div>
      )}
    </div>
  );
}

function Notices(): JSX.Element {
  const { desk } = useWorkplace();
  return (
    <div role="status">
      {desk.notices.value.map((notice) => (
        <div
          class={notice.kind === "asked" ? "notice" : "notice warn"}
          key={JSON.stringify(notice)}
        >
          <Icon name={notice.kind === "asked" ? "bell" : "alert"} />
          <p>{wordingOf(notice)}</p>
          <button
            type="button"
            class="icon-button"
            aria-label={t("close")}
            title={t("close")}
            onClick={() => desk.dismiss(notice)}
          >
            <Icon name="close" />
          </button>
        </div>
      ))}
    </div>
  );
}

function wordingOf(notice: Notice): string {
  if (notice.kind === "unassigned") {
    const { by, reason } = notice;
    const name = visitorName(notice.summary);
    if (reason !== "taken_over") return t("notice.unassigned", { name });
    return by === "" ? t("notice.taken_over", { name }) : t("notice.taken_over.by", { name, by });
  }
  if (notice.kind === "notify") return t(`notify.${notice.state}`);
  if (notice.kind === "asked") return t("notice.asked", { name: notice.name });
  if (notice.kind === "away") return t("notice.away");
  return tMaybe(`error.${notice.code}`, "error.unknown");
}

function Dialogs(): JSX.Element | null {
  const { page } = useWorkplace();
  const dialog = page.dialog.value;
  const close = () => {
    page.dialog.value = null;
  };
  if (dialog === null) return null;
  if (dialog.name === "shortcuts") return <ShortcutsDialog />;
  if (dialog.name === "leave") return <LeaveDialog close={close} />;
  if (dialog.name === "pass") return <PassDialog id={dialog.chat} close={close} />;
  return (
    <Dialog title={t("transcript.title")} onClose={close} wide>
      <TranscriptBody id={dialog.chat} />
    </Dialog>
  );
}

function LeaveDialog({ close }: { close(): void }): JSX.Element {
  const { desk, signOut } = useWorkplace();
  const buttons = (
    <>
      <button type="button" class="button" onClick={close}>
        {t("leave.stay")}
      </button>
      <button type="button" class="button danger" onClick={signOut}>
        {t("sign_out")}
      </button>
    </>
  );
  return (
    <Dialog title={t("leave.title")} onClose={close} footer={buttons}>
      <p>{t("leave.why", { count: desk.load.value })}</p>
    </Dialog>
  );
}
