// What the rules are called, by their numbers, for those who may read them. Read once when the view opens.
import { signal } from "@preact/signals";
import type { Api } from "../api";

export const ruleNames = signal<ReadonlyMap<number, string>>(new Map());

/** Without an answer rules are told by their numbers. */
export async function readRuleNames(api: Pick<Api, "send">): Promise<void> {
  const answer = await api.send("GET", "/v1/rules?limit=1000").catch(() => null);
  if (answer?.ok !== true) return;
  const { items } = (await answer.json()) as { items: { number: number; name: string }[] };
  ruleNames.value = new Map(items.map(({ number, name }) => [number, name]));
}
