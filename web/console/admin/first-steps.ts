// How far an account is from its first chat: sites, people, snippet. The console looks once; the start screen shows it.
import { openStore, type Store } from "../../shared/storage";
import type { Account, Agent, Page } from "./records";
import { AdminServer, type Ask } from "./server";

export const STEPS = ["site", "team", "snippet"] as const;
export type Step = (typeof STEPS)[number];
export type Done = Record<Step, boolean>;

/** What an admin has put off or seen, kept by account: the server cannot know of it. */
export class FirstSteps {
  constructor(
    private readonly account: string,
    private readonly store: Store = openStore(() => localStorage),
  ) {}

  has(mark: Mark): boolean {
    return this.store.get(this.key(mark)) !== null;
  }

  set(mark: Mark): void {
    this.store.set(this.key(mark), "yes");
  }

  private key(mark: Mark): string {
    // Not below "parley.", which sign-out forgets.
    return `parley-first-steps.${this.account}.${mark}`;
  }
}

type Mark = "left" | "snippet" | "team";

export async function look(server: AdminServer, steps: FirstSteps): Promise<Done> {
  const [account, agents] = await Promise.all([
    server.get<Account>("/v1/account"),
    server.get<Page<Agent>>("/v1/agents?limit=2"),
  ]);
  return {
    site: account.value.origins.length > 0,
    team: agents.value.items.length > 1 || steps.has("team"),
    snippet: steps.has("snippet"),
  };
}

/** Whether an admin who has just signed in is to be led through the steps: nobody else is here yet. */
export async function isFresh(api: Ask, account: string): Promise<boolean> {
  const steps = new FirstSteps(account);
  if (steps.has("left") || steps.has("snippet")) return false;
  const done = await look(new AdminServer(api), steps);
  const fresh = !done.site || !done.team;
  // An account at work need not be asked about at each sign-in.
  if (!fresh) steps.set("left");
  return fresh;
}

/** The step to be shown: the first that is not done, or none. */
export function nextStep(done: Done): Step | null {
  return STEPS.find((step) => !done[step]) ?? null;
}
