// All agents: whether they are there, how much of what they can take they have, and when a chat last came.
import type { JSX } from "preact";
import { Empty } from "../controls";
import { Icon } from "../icons";
import { to } from "../overview/words";
import { addressOf } from "../route";
import { spanOf } from "../text";
import { useWorkplace } from "../workplace";
import type { AgentLoad, Scoreboard } from "./records";

const RANK = { online: 0, not_responding: 1, away: 2, offline: 3 } as const;

export function Agents({ board }: { board: Scoreboard }): JSX.Element {
  if (board.agents.length === 0) {
    return (
      <Empty icon="people" title={to("agents.empty")}>
        <p>{to("agents.empty.why")}</p>
      </Empty>
    );
  }
  const agents = [...board.agents].sort((one, other) => RANK[one.status] - RANK[other.status]);
  return (
    <div class="table-scroll">
      <table class="agents">
        <thead>
          <tr>
            {(["agent", "status", "load", "chats", "received"] as const).map((name) => (
              <th key={name} scope="col">
                {to(`column.${name}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {agents.map((agent) => (
            <AgentRow key={agent.id} agent={agent} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function AgentRow({ agent }: { agent: AgentLoad }): JSX.Element {
  const { page } = useWorkplace();
  const dot = agent.status === "online" ? "dot on" : "dot away";
  return (
    <tr class={agent.status === "offline" ? "soft" : undefined}>
      <th scope="row">
        <bdi>{agent.name}</bdi>
      </th>
      <td>
        <span class={dot} aria-hidden="true" /> {to(`presence.${agent.status}`)}
        {agent.since > 0 && (
          <span class="soft small"> {spanOf(page.clock.value - agent.since)}</span>
        )}
        {agent.wrapping > 0 && (
          <span class="soft small"> · {to("agent.wrapping", { count: agent.wrapping })}</span>
        )}
        {agent.offered > 0 && (
          <span class="soft small"> · {to("agent.offered", { count: agent.offered })}</span>
        )}
      </td>
      <td>
        <LoadBar used={agent.used} limit={agent.limit} />
      </td>
      <td>
        <ChatLinks chats={agent.chats} />
      </td>
      <td class="number">
        {agent.received === 0 ? to("never") : spanOf(page.clock.value - agent.received)}
      </td>
    </tr>
  );
}

function LoadBar({ used, limit }: { used: number; limit: number }): JSX.Element {
  const share = limit > 0 ? Math.min(used / limit, 1) : 1;
  return (
    <span class={share >= 1 ? "load full" : "load"}>
      <span class="bar" aria-hidden="true">
        <i style={{ inlineSize: `${Math.round(share * 100)}%` }} />
      </span>
      <span class="number small">{to("load", { used, limit })}</span>
    </span>
  );
}

/** Who supervises looks into a chat itself, others read what was said so far. */
function ChatLinks({ chats }: { chats: readonly string[] }): JSX.Element {
  const { desk } = useWorkplace();
  const supervises = desk.me.value?.permissions.includes("chats.supervise") === true;
  const screen = supervises ? "chat" : "closed";
  return (
    <span class="chat-links">
      {chats.map((chat, index) => (
        <a key={chat} class="button small" href={addressOf({ screen, chat })}>
          <Icon name={supervises ? "eye" : "file"} />
          {to(supervises ? "chat.watch" : "chat.read")}
          <span class={chats.length > 1 ? "" : "unseen"}> {index + 1}</span>
        </a>
      ))}
      {chats.length === 0 && "–"}
    </span>
  );
}
