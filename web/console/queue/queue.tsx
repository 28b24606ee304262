// Who waits and who is there, as it stands now: the queue in its order, and the scoreboard.
import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect } from "preact/hooks";
import { Avatar, Empty, Failed, Loading } from "../controls";
import { visitorName } from "../desk/names";
import { Icon } from "../icons";
import { type Live, useLive } from "../overview/live";
import { to } from "../overview/words";
import { addressOf } from "../route";
import { spanOf } from "../text";
import { useWorkplace } from "../workplace";
import { asksOf } from "./asks";
import type { Scoreboard, WaitingChat, WaitingChats } from "./records";
import { Agents } from "./scoreboard";
import { Day } from "./today";

/** From here on a wait is long, and then too long. */
const LONG_MS = 60_000;
const TOO_LONG_MS = 180_000;

export function QueueScreen({ mayPlan }: { mayPlan: boolean }): JSX.Element {
  const queue = useLive<WaitingChats>("/v1/queue");
  const board = useLive<Scoreboard>("/v1/scoreboard");
  return (
    <main class="overview">
      <header class="overview-head">
        <h2>{to("queue.title")}</h2>
        {mayPlan && (
          <a class="button" href={addressOf({ screen: "whatif" })}>
            {to("whatif.title")}
          </a>
        )}
      </header>
      <Stale of={[queue, board]} />
      {board.value.value !== null && <Figures board={board.value.value} />}
      <section class="card" aria-labelledby="today">
        <h3 id="today">{to("today.title")}</h3>
        <Shown live={board} show={(value) => <Day today={value.today} />} />
      </section>
      <div class="overview-columns">
        <section class="card" aria-labelledby="waiting">
          <h3 id="waiting">{to("waiting.title")}</h3>
          <Shown live={queue} show={(value) => <Waiting queue={value} />} />
        </section>
        <section class="card" aria-labelledby="agents">
          <h3 id="agents">{to("agents.title")}</h3>
          <Shown live={board} show={(value) => <Agents board={value} />} />
        </section>
      </div>
    </main>
  );
}

interface ShownProps<Value> {
  live: Live<Value>;
  show(value: Value): JSX.Element;
}

function Shown<Value>({ live, show }: ShownProps<Value>): JSX.Element {
  const failure = live.failure.value;
  if (live.value.value !== null) return show(live.value.value);
  if (failure !== null) return <Failed failure={failure} again={() => void live.look()} />;
  return <Loading label="starting" />;
}

/** What is in sight may be old: it is said, and not taken away. */
function Stale({ of }: { of: Live<unknown>[] }): JSX.Element {
  const old = of.some(({ value, failure }) => value.value !== null && failure.value !== null);
  return <div role="status">{old && <p class="notice warn">{to("stale")}</p>}</div>;
}

function Figures({ board }: { board: Scoreboard }): JSX.Element {
  const { page } = useWorkplace();
  const there = board.agents.filter(({ status }) => status === "online");
  const free = there.reduce((sum, { used, limit }) => sum + Math.max(0, limit - used), 0);
  const longest = board.since === 0 ? "–" : spanOf(page.clock.value - board.since);
  const figures: [string, string | number][] = [
    [to("figure.button"), to(`availability.${board.availability}`)],
    [to("figure.waiting"), board.waiting],
    [to("figure.longest"), longest],
    [to("figure.online"), there.length],
    [to("figure.free"), free],
  ];
  if (board.handling_s > 0)
    figures.push([to("figure.handling"), spanOf(Math.max(board.handling_s * 1000, 10_000))]);
  return (
    <dl class="figures">
      {figures.map(([name, figure]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd class="number">{figure}</dd>
        </div>
      ))}
    </dl>
  );
}

function Waiting({ queue }: { queue: WaitingChats }): JSX.Element {
  const { desk } = useWorkplace();
  if (queue.items.length === 0) {
    return (
      <Empty icon="check" title={to("waiting.empty")}>
        <p>{to(`waiting.empty.${desk.sharing.mode.value}`)}</p>
      </Empty>
    );
  }
  const more = queue.waiting - queue.items.length;
  return (
    <>
      <ol class="waiting">
        {queue.items.map((chat) => (
          <Row key={chat.chat} chat={chat} />
        ))}
      </ol>
      {more > 0 && <p class="soft">{to("waiting.more", { count: more })}</p>}
    </>
  );
}

/** Whoever may choose takes a chat out of its turn: where agents pick, and who supervises. */
function Take({ chat }: { chat: WaitingChat }): JSX.Element | null {
  const { desk } = useWorkplace();
  const supervises = desk.me.value?.permissions.includes("chats.supervise") === true;
  const may = supervises || desk.sharing.mode.value === "pick";
  if (!may || !desk.answers.value) return null;
  return (
    <button
      type="button"
      class="button take"
      aria-disabled={desk.connection.value !== "open"}
      onClick={() => desk.sharing.pick(chat.chat)}
    >
      {to("waiting.take")}
      <span class="unseen"> {visitorName(chat)}</span>
    </button>
  );
}

/** Its own clock: a few seconds are much of what an offer lasts. */
function OfferedTo({ name, until }: { name: string; until: number }): JSX.Element {
  const now = useSignal(Date.now());
  useEffect(() => {
    const timer = setInterval(() => {
      now.value = Date.now();
    }, 1_000);
    return () => clearInterval(timer);
  }, []);
  const count = Math.max(0, Math.ceil((until - now.value) / 1_000));
  return <p class="offered-to small">{to("offered", { name, count })}</p>;
}

function Row({ chat }: { chat: WaitingChat }): JSX.Element {
  const { page } = useWorkplace();
  const now = page.clock.value;
  const waited = now - chat.since;
  const level = waited >= TOO_LONG_MS ? "too-long" : waited >= LONG_MS ? "long" : "short";
  const asks = asksOf(chat, now);
  return (
    <li class={`waits-${level}`}>
      <span class="place number">
        {chat.offered === null ? chat.position : <Icon name="bell" />}
      </span>
      <Avatar name={chat.name} of={chat.visitor} />
      <div class="waiting-who">
        <a href={addressOf({ screen: "closed", chat: chat.chat })}>
          <bdi>{visitorName(chat)}</bdi>
        </a>
        {chat.text !== "" && (
          <p class="waiting-text">
            <bdi>{chat.text}</bdi>
          </p>
        )}
        {chat.offered === null ? (
          <p class="soft small">{asks.length > 0 ? asks.join(" · ") : to("asks.anybody")}</p>
        ) : (
          <OfferedTo {...chat.offered} />
        )}
      </div>
      <p class="waiting-time">
        <strong>{spanOf(waited)}</strong>
        <span class="small">
          {level !== "short" && <Icon name="alert" />}
          {to(`waited.${level}`)}
        </span>
        {chat.wait !== null && (
          <span class="soft small">
            {to("waiting.likely", { span: spanOf(Math.max(chat.wait.likely_s * 1000, 10_000)) })}
          </span>
        )}
      </p>
      {chat.offered === null && <Take chat={chat} />}
    </li>
  );
}
