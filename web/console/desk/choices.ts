// Whom a chat may be passed on to, as the dialog lists them: who can take it first.
import type { TransferTargets } from "../../shared/protocol";
import { t } from "../text";
import type { Passing } from "./sharing";

export interface Choice {
  key: string;
  name: string;
  /** How it stands with them, in words. */
  state: string;
  able: boolean;
  to: Passing["to"];
}

/** Agents, skills and groups but the agent themselves; within each kind, who can take it first. */
export function choicesOf(targets: TransferTargets, own: string): Choice[] {
  const agents = targets.agents
    .filter(({ id }) => id !== own)
    .map(({ id, name, status, used, limit }) => ({
      key: id,
      name,
      state: status === "online" ? t("load", { load: used, max: limit }) : t("target.not_online"),
      able: status === "online" && used < limit,
      to: { agent: id },
    }));
  const shared = (
    things: TransferTargets["skills"],
    kind: "target.skill" | "target.group",
    to: (id: string) => Passing["to"],
  ) =>
    things.map(({ id, name, online }) => ({
      key: id,
      name,
      state: t(kind, { state: t("target.online", { count: online }) }),
      able: online > 0,
      to: to(id),
    }));
  const skills = shared(targets.skills, "target.skill", (skill) => ({ skill }));
  const groups = shared(targets.groups, "target.group", (group) => ({ group }));
  return [agents, skills, groups].flatMap((kind) => kind.sort(ableFirst));
}

function ableFirst(one: Choice, other: Choice): number {
  return Number(other.able) - Number(one.able) || one.name.localeCompare(other.name);
}
