// Closed chats: the list with search and older pages, and the transcript of the chosen one.
import type { JSX } from "preact";
import { useEffect, useMemo } from "preact/hooks";
import type { Summary } from "../../shared/protocol";
import { Avatar, Empty, Failed, Loading, Scroller } from "../controls";
import { visitorName } from "../desk/names";
import { Icon } from "../icons";
import { addressOf, goTo } from "../route";
import { shortWhenOf, t } from "../text";
import { useWorkplace } from "../workplace";
import { ClosedChats } from "./closed-chats";
import { TranscriptFacts, TranscriptLines, TranscriptTools, useTranscript } from "./transcript";

export function Closed({ chat }: { chat: string | null }): JSX.Element {
  const { api } = useWorkplace();
  const list = useMemo(() => new ClosedChats((before) => api.closed(before)), [api]);
  useEffect(() => {
    void list.reload();
  }, [list]);
  return (
    <main class={chat === null ? "closed" : "closed reading"}>
      <div class="column rail">
        <div class="column-head">
          <h2>{t("closed.title")}</h2>
          <button
            type="button"
            class="button"
            aria-disabled={list.busy.value}
            onClick={() => void list.reload()}
          >
            {t("closed.reload")}
          </button>
        </div>
        <Search list={list} />
        <ClosedList list={list} chosen={chat} />
      </div>
      <section class="column transcript" aria-label={t("transcript.title")}>
        {chat === null ? (
          <Empty icon="archive" title={t("closed.choose")}>
            <p>{t("closed.choose.why")}</p>
          </Empty>
        ) : (
          <Transcript key={chat} id={chat} />
        )}
      </section>
    </main>
  );
}

function Search({ list }: { list: ClosedChats }): JSX.Element {
  return (
    <search class="search">
      <Icon name="search" />
      <input
        type="search"
        class="input"
        aria-label={t("closed.search")}
        placeholder={t("closed.search")}
        value={list.search.value}
        onInput={(event) => {
          list.search.value = event.currentTarget.value;
        }}
      />
      <p class="unseen" role="status">
        {list.search.value !== "" && t("closed.found", { count: list.found.value.length })}
      </p>
    </search>
  );
}

function ClosedList({ list, chosen }: { list: ClosedChats; chosen: string | null }): JSX.Element {
  const failure = list.failure.value;
  if (!list.loaded.value) {
    if (failure !== null) return <Failed failure={failure} again={() => void list.reload()} />;
    return <Loading label="closed.loading" />;
  }
  if (list.chats.value.length === 0) {
    return (
      <Empty icon="archive" title={t("closed.empty")}>
        <p>{t("closed.empty.why")}</p>
      </Empty>
    );
  }
  return (
    <div class="scroller">
      <ul>
        {list.found.value.map((chat) => (
          <li key={chat.id}>
            <ClosedItem chat={chat} chosen={chat.id === chosen} />
          </li>
        ))}
      </ul>
      <More list={list} />
    </div>
  );
}

function ClosedItem({ chat, chosen }: { chat: Summary; chosen: boolean }): JSX.Element {
  return (
    <a
      class="chat-item"
      href={addressOf({ screen: "closed", chat: chat.id })}
      aria-current={chosen ? "true" : undefined}
    >
      <Avatar name={chat.name} of={chat.visitor} />
      <span class="who">
        <bdi>{visitorName(chat)}</bdi>
      </span>
      <span class="when">{shortWhenOf(chat.ended ?? chat.started)}</span>
      <span class="last">
        <bdi>{chat.last || t("closed.no_lines")}</bdi>
      </span>
    </a>
  );
}

function More({ list }: { list: ClosedChats }): JSX.Element {
  const searching = list.search.value !== "";
  const none = searching && list.found.value.length === 0;
  return (
    <div class="more">
      {none && <p>{t("closed.none_found")}</p>}
      {list.failure.value !== null && <p role="alert">{t("closed.older_failed")}</p>}
      {list.next.value === null ? (
        !none && <p>{t("closed.all")}</p>
      ) : (
        <button
          type="button"
          class="button"
          aria-disabled={list.busy.value}
          onClick={() => void list.older()}
        >
          {list.busy.value && <span class="spinner" aria-hidden="true" />}
          {t("closed.older")}
        </button>
      )}
    </div>
  );
}

function Transcript({ id }: { id: string }): JSX.Element {
  const { value, failure, again } = useTranscript(id);
  if (value === null && failure !== null) return <Failed failure={failure} again={again} />;
  if (value === null) return <Loading label="transcript.loading" />;
  return (
    <>
      <header class="transcript-head">
        <button
          type="button"
          class="icon-button only-phone"
          aria-label={t("closed.back")}
          title={t("closed.back")}
          onClick={() => goTo({ screen: "closed", chat: null })}
        >
          <Icon name="back" turns />
        </button>
        <div>
          <h2>
            <bdi>{visitorName(value.chat)}</bdi>
          </h2>
          <TranscriptFacts chat={value.chat} />
        </div>
        <TranscriptTools chat={value.chat} />
      </header>
      <Scroller label={t("log.label", { name: visitorName(value.chat) })}>
        <TranscriptLines record={value} />
      </Scroller>
    </>
  );
}
