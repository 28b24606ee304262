// What GET /v1/queue and GET /v1/scoreboard answer.
import type { Availability, Wait } from "../../shared/protocol";

export interface AskedAgent {
  id: string;
  name: string;
  until: number;
}

export interface AskedRing {
  after_s: number;
  skills: { id: string; name: string; level: number }[];
  groups: { id: string; name: string; share: number }[];
}

export interface WaitingChat {
  chat: string;
  position: number;
  name: string;
  visitor: string;
  since: number;
  /** What the visitor wrote last. */
  text: string;
  page: { url: string; title: string };
  skill: string;
  rings: AskedRing[];
  agent: AskedAgent | null;
  last: AskedAgent | null;
  credit_s: number;
  weight: number;
  front: boolean;
  wait: Wait | null;
  /** Whom it is offered to; it stands in no queue then. */
  offered: AskedAgent | null;
}

export interface WaitingChats {
  items: WaitingChat[];
  waiting: number;
}

export interface AgentLoad {
  id: string;
  name: string;
  status: "online" | "away" | "not_responding" | "offline";
  since: number;
  used: number;
  limit: number;
  chats: string[];
  wrapping: number;
  offered: number;
  received: number;
}

/** The account's day so far; `within` is empty while nobody was answered or left. */
export interface Today {
  date: string;
  answered: number;
  left: number;
  wait_s: number;
  within: { s: number; share: number }[];
}

export interface Scoreboard {
  at: number;
  agents: AgentLoad[];
  waiting: number;
  since: number;
  availability: Availability["state"];
  availability_at: number;
  handling_s: number;
  today: Today;
}
