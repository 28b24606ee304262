// Where agents pick: who waits, in the order in which they came, each with a button.
import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect } from "preact/hooks";
import type { WaitingChat, WaitingChats } from "../queue/records";
import { spanOf, t } from "../text";
import { useWorkplace } from "../workplace";
import { visitorName } from "./names";

const MOST = 8;

export function PickList(): JSX.Element | null {
  const { desk } = useWorkplace();
  if (desk.sharing.mode.value !== "pick" || desk.waiting.value === 0) return null;
  return <Waiting />;
}

function Waiting(): JSX.Element {
  const { api, desk, page } = useWorkplace();
  const chats = useSignal<readonly WaitingChat[]>([]);
  useEffect(() => {
    let stale = false;
    const found = api.send("GET", "/v1/queue").then((answer) => answer.json());
    found.then(
      (queue: WaitingChats) => {
        if (!stale) chats.value = queue.items.slice(0, MOST);
      },
      // Asked again with the next change, at the latest when the clock moves on.
      () => undefined,
    );
    return () => {
      stale = true;
    };
  }, [desk.waiting.value, page.clock.value]);
  return (
    <section class="standing" aria-label={t("pick.title")}>
      {chats.value.map((chat) => (
        <div key={chat.chat}>
          <span>
            <bdi>{visitorName(chat)}</bdi>{" "}
            <span class="soft small">{spanOf(page.clock.value - chat.since)}</span>
            {chat.text !== "" && <bdi class="asked">{chat.text}</bdi>}
            {pageOf(chat) !== "" && (
              <span class="soft small asked">
                {t("offer.page")} <bdi>{pageOf(chat)}</bdi>
              </span>
            )}
          </span>
          <button type="button" class="button main" onClick={() => desk.sharing.pick(chat.chat)}>
            {t("pick")}
            <span class="unseen"> {visitorName(chat)}</span>
          </button>
        </div>
      ))}
    </section>
  );
}

function pageOf({ page }: WaitingChat): string {
  return page.title || page.url;
}
