// What the parts of the rules section share: the rules in order, their counts, edits that are not saved yet.
import { signal } from "@preact/signals";
import { createContext } from "preact";
import { useContext } from "preact/hooks";
import { openStore } from "../../shared/storage";
import type { AdminPlace } from "../admin/place";
import type { Page } from "../admin/records";
import { Things } from "../admin/things";
import { type Counts, countsOf, type EngagementRow } from "./counts";
import { KeptEdits } from "./draft";
import { RULES } from "./edit";
import type { Rule } from "./rule";

export class RulesPlace {
  readonly rules: Things<Rule>;
  readonly kept: KeptEdits;
  /** By rule number. */
  readonly counts = signal<ReadonlyMap<number, Counts>>(new Map());

  constructor(readonly admin: AdminPlace) {
    this.kept = new KeptEdits(
      openStore(() => localStorage),
      admin.me.account,
    );
    this.rules = new Things(async () => (await this.readAll()).items);
  }

  get mayWrite(): boolean {
    return this.admin.may("rules.write");
  }

  /** Without counts the list is still a list. */
  async count(): Promise<void> {
    const answer = await this.admin.server
      .get<{ items: EngagementRow[] }>("/v1/engagements")
      .catch(() => null);
    if (answer !== null) this.counts.value = countsOf(answer.value.items);
  }

  /** What an id or a rule's number stands for. */
  nameOf = (id: string): string => {
    const rule = this.rules.items.value.find(({ number }) => String(number) === id);
    return rule?.name ?? (this.admin.nameOf(id) || id);
  };

  /** The order with a rule elsewhere, by the list as it stands on the server. */
  async move(to: (order: readonly string[]) => string[] | null): Promise<void> {
    const { items, etag } = await this.readAll();
    const order = to(items.map((rule) => rule.id));
    if (order !== null) await this.admin.server.replace(`${RULES}/order`, { order }, etag);
    await this.rules.reload();
  }

  private async readAll(): Promise<{ items: Rule[]; etag: string }> {
    const items: Rule[] = [];
    for (let after = ""; ; ) {
      const query = new URLSearchParams({ limit: "1000", ...(after === "" ? {} : { after }) });
      const page = await this.admin.server.get<Page<Rule>>(`${RULES}?${query}`);
      items.push(...page.value.items);
      after = page.value.next ?? "";
      if (after === "") return { items, etag: page.etag };
    }
  }
}

export const RulesContext = createContext<RulesPlace | null>(null);

export function useRules(): RulesPlace {
  const place = useContext(RulesContext);
  if (place === null) throw new Error("This part is shown in the rules section only.");
  return place;
}
