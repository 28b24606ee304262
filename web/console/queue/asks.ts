// What a waiting chat asks for, in words.

import { to } from "../overview/words";
import { timeOf } from "../text";
import type { AskedRing, WaitingChat } from "./records";

/** One phrase for each thing asked for; none if anybody may take it. */
export function asksOf(chat: WaitingChat, now: number): string[] {
  const found: string[] = [];
  if (chat.front) found.push(to("asks.front"));
  if (chat.agent !== null && chat.agent.until > now)
    found.push(to("asks.agent", { name: chat.agent.name, time: timeOf(chat.agent.until) }));
  if (chat.last !== null && chat.last.until > now)
    found.push(to("asks.last", { name: chat.last.name }));
  found.push(...chat.rings.flatMap((ring, index) => ringText(ring, index === 0)));
  if (chat.credit_s > 0) found.push(to("asks.credit", { count: chat.credit_s }));
  if (chat.weight > 1) found.push(to("asks.weight", { count: chat.weight }));
  return found;
}

function ringText(ring: AskedRing, first: boolean): string[] {
  const skills = ring.skills.map(({ name, level }) =>
    level > 1 ? to("asks.level", { name, count: level }) : name,
  );
  const groups = ring.groups.map(({ name, share }) =>
    share > 0 ? to("asks.share", { name, count: share }) : name,
  );
  const wanted = [...skills, ...groups].join(", ");
  if (first) return wanted ? [wanted] : [];
  return [to("asks.after", { count: ring.after_s, who: wanted || to("asks.anybody") })];
}
