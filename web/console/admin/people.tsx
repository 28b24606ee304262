// The people screen: every agent with role, load and skills; search, invite, and the way to each of them.
import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect } from "preact/hooks";
import { Avatar } from "../controls";
import { Icon } from "../icons";
import { InviteDialog } from "./invite";
import { PersonDialog } from "./person";
import { roleName } from "./person-form";
import { useAdmin } from "./place";
import type { Agent } from "./records";
import { Listed, Screen, useFresh } from "./screen";
import { finds } from "./things";
import { ta } from "./words";

export function People(): JSX.Element {
  const place = useAdmin();
  const { agents, roles, groups, skills } = place;
  const search = useSignal("");
  const open = useSignal<string | null>(null);
  const inviting = useSignal(false);
  useEffect(() => {
    for (const each of [roles, groups, skills]) void each.reload();
  }, []);
  useFresh([agents]);
  const invite = place.may("people.write") && (
    <button
      type="button"
      class="button main"
      onClick={() => {
        inviting.value = true;
      }}
    >
      <Icon name="plus" />
      {ta("people.invite")}
    </button>
  );
  const chosen = open.value === null ? undefined : agents.byId.value.get(open.value);
  return (
    <Screen title={ta("section.people")} lead={ta("people.lead")} action={invite}>
      <Search
        value={search.value}
        onChange={(text) => {
          search.value = text;
        }}
      />
      <Listed
        things={agents}
        icon="people"
        empty={{ title: "people.empty", why: "people.empty.why" }}
        action={invite}
      >
        <PeopleList
          search={search.value}
          onOpen={(id) => {
            open.value = id;
          }}
        />
      </Listed>
      {inviting.value && (
        <InviteDialog
          onClose={() => {
            inviting.value = false;
          }}
        />
      )}
      {chosen !== undefined && (
        <PersonDialog
          key={chosen.id}
          agent={chosen}
          onClose={() => {
            open.value = null;
          }}
        />
      )}
    </Screen>
  );
}

interface SearchProps {
  value: string;
  onChange(value: string): void;
}

function Search({ value, onChange }: SearchProps): JSX.Element {
  return (
    <search class="search">
      <Icon name="search" />
      <input
        type="search"
        class="input"
        aria-label={ta("people.search")}
        placeholder={ta("people.search")}
        value={value}
        onInput={(event) => onChange(event.currentTarget.value)}
      />
    </search>
  );
}

interface PeopleListProps {
  search: string;
  onOpen(id: string): void;
}

function PeopleList({ search, onOpen }: PeopleListProps): JSX.Element {
  const { agents } = useAdmin();
  const tell = useTelling();
  const found = agents.items.value.filter((agent) => finds(tell(agent), search)).sort(byName);
  return (
    <>
      <p class="unseen" role="status">
        {search !== "" && ta("people.found", { count: found.length })}
      </p>
      {found.length === 0 && <p class="admin-none">{ta("people.none_found")}</p>}
      <ul class="cards">
        {found.map((agent) => (
          <li key={agent.id} class={agent.active ? "card person" : "card person inactive"}>
            <PersonRow agent={agent} onOpen={() => onOpen(agent.id)} />
          </li>
        ))}
      </ul>
    </>
  );
}

function PersonRow({ agent, onOpen }: { agent: Agent; onOpen(): void }): JSX.Element {
  const { roles } = useAdmin();
  const role = roles.byId.value.get(agent.role);
  const online = agent.active && agent.status === "online";
  return (
    <>
      <Avatar name={agent.name} of={agent.id} present={online} />
      <div class="who">
        <button type="button" class="link-button" onClick={onOpen}>
          <bdi>{agent.name}</bdi>
        </button>
        <bdi class="soft small">{agent.email}</bdi>
      </div>
      <p class="role">{role === undefined ? agent.role : roleName(role)}</p>
      <p class="state">
        <span class={online ? "dot on" : "dot"} aria-hidden="true" />
        {ta(stateOf(agent))}
      </p>
      <p class={agent.chats >= agent.max_chats ? "load full" : "load"}>
        {ta("people.load", { load: agent.chats, max: agent.max_chats })}
      </p>
      <Labels agent={agent} />
    </>
  );
}

function Labels({ agent }: { agent: Agent }): JSX.Element {
  const { groups, skills } = useAdmin();
  const names = (ids: string[], known: ReadonlyMap<string, { name: string }>) =>
    ids.map((id) => known.get(id)?.name).filter((name) => name !== undefined);
  return (
    <p class="chips">
      {names(agent.groups, groups.byId.value).map((name) => (
        <span class="chip group" key={`g${name}`}>
          <Icon name="people" />
          <bdi>{name}</bdi>
        </span>
      ))}
      {agent.skills.map((id) => (
        <SkillChip
          key={id}
          name={skills.byId.value.get(id)?.name ?? ""}
          level={agent.levels[id] ?? 1}
        />
      ))}
    </p>
  );
}

function SkillChip({ name, level }: { name: string; level: number }): JSX.Element | null {
  if (name === "") return null;
  return (
    <span class="chip">
      <Icon name="star" />
      <bdi>{name}</bdi>
      <span class="level">{ta("people.level", { level })}</span>
    </span>
  );
}

function stateOf(agent: Agent) {
  if (!agent.active) return "people.inactive";
  return agent.status === "online" ? "people.online" : "people.away";
}

/** All that a search may look for in an agent. */
function useTelling(): (agent: Agent) => string {
  const { groups, skills, roles } = useAdmin();
  return (agent) => {
    const role = roles.byId.value.get(agent.role);
    const named = [
      ...agent.groups.map((id) => groups.byId.value.get(id)?.name),
      ...agent.skills.map((id) => skills.byId.value.get(id)?.name),
    ];
    return [agent.name, agent.email, role ? roleName(role) : "", ...named].join("\n");
  };
}

function byName(one: Agent, other: Agent): number {
  return Number(other.active) - Number(one.active) || one.name.localeCompare(other.name);
}
