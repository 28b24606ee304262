// What every admin screen has at hand: the server, what the agent may do, and the lists that screens share.
import { signal } from "@preact/signals";
import { createContext } from "preact";
import { useContext } from "preact/hooks";
import type { Me } from "../desk/desk";
import { type AccountDraft, loadAccount, saveAccount } from "./account";
import { Edit } from "./edit";
import type { Agent, Label, Permission, Role, RoutingRule, Skill } from "./records";
import { AdminServer, type Ask } from "./server";
import { byName, Things } from "./things";
import { ta } from "./words";

const IDS = /\b(?:ag|gr|sk|ro)_[a-z0-9]+/g;

export class AdminPlace {
  readonly server: AdminServer;
  readonly agents: Things<Agent>;
  readonly groups: Things<Label>;
  readonly skills: Things<Skill>;
  readonly roles: Things<Role>;
  /** In the order in which they are asked. */
  readonly rules: Things<RoutingRule>;
  /** Here and not in its screen, so that a draft outlives a look at another section. */
  readonly settings: Edit<AccountDraft>;
  /** The last thing done, for eyes and screen readers. */
  readonly said = signal("");

  constructor(
    api: Ask,
    readonly me: Me,
  ) {
    const server = new AdminServer(api);
    this.server = server;
    this.agents = new Things(() => server.all<Agent>("/v1/agents"));
    this.groups = new Things<Label>(() => server.all("/v1/groups"), { order: byName });
    this.skills = new Things<Skill>(() => server.all("/v1/skills"), { order: byName });
    this.rules = new Things(
      async () => (await server.get<{ items: RoutingRule[] }>("/v1/routing-rules")).value.items,
    );
    this.settings = new Edit<AccountDraft>({
      load: () => loadAccount(server),
      save: (change, etag) => saveAccount(server, change, etag),
      onSaved: () => this.say(ta("settings.saved")),
    });
    this.roles = new Things(() => server.all<Role>("/v1/roles"));
  }

  may(permission: Permission): boolean {
    return this.me.permissions.includes(permission);
  }

  /** Nobody gives what they do not have. */
  mayGive(permissions: readonly string[]): boolean {
    return permissions.every((permission) => this.me.permissions.includes(permission));
  }

  /** What an id stands for, as far as the lists are read; "" for others. */
  nameOf(id: string): string {
    for (const { byId } of [this.agents, this.groups, this.skills, this.roles]) {
      const name = byId.value.get(id)?.name;
      if (name !== undefined) return name;
    }
    return "";
  }

  /** Reads what things are called, for screens that tell of them; who may not see people sees ids. */
  learnNames(): void {
    if (!this.may("people.read")) return;
    for (const things of [this.agents, this.groups, this.skills, this.roles]) void things.reload();
  }

  /** A text with the ids in it put into words, where they are known. */
  inWords(text: string): string {
    return text.replace(IDS, (id) => this.nameOf(id) || id);
  }

  say(text: string): void {
    this.said.value = text;
  }
}

export const AdminContext = createContext<AdminPlace | null>(null);

export function useAdmin(): AdminPlace {
  const place = useContext(AdminContext);
  if (place === null) throw new Error("This part is shown in the admin area only.");
  return place;
}
