// Versions of the tag as the API tells them, and what changed in a rule in words. No DOM.
import type { Change } from "../admin/records";
import { BLANK } from "./draft";
import type { Rule, RuleDraft } from "./rule";
import { boundsText, deedsText, type NameOf, whenText } from "./sentence";
import { tr } from "./words";

export interface TagVersion {
  version: number;
  at: number;
  by: { kind: string; id: string; name: string };
  action: string;
  object: string;
  rules: number;
  src: string;
  integrity: string;
  engine: string;
  published: number;
}

export interface RuleChange {
  kind: "added" | "removed" | "changed" | "moved";
  rule: string;
  number: number;
  name: string;
  /** The fields that differ. */
  before: Partial<Rule>;
  after: Partial<Rule>;
}

export interface Compared {
  version: TagVersion;
  other: number;
  rules: RuleChange[];
  total: number;
  settings: Change[];
}

export interface ToldChange {
  field: string;
  before: string;
  after: string;
}

/** What differs, each field in the words of the builder. */
export function changesIn({ before, after }: RuleChange, name: NameOf): ToldChange[] {
  const fields = [
    ...new Set([...Object.keys(before), ...Object.keys(after)]),
  ] as (keyof RuleDraft)[];
  const told = fields.map((field) => ({
    field,
    before: fieldText(field, before, name),
    after: fieldText(field, after, name),
  }));
  return told.map((change) =>
    change.before === change.after ? raw(change, before, after) : change,
  );
}

function fieldText(field: keyof RuleDraft, rule: Partial<Rule>, name: NameOf): string {
  if (!(field in rule)) return "";
  const whole = { ...BLANK, caps: NO_CAPS, ...rule };
  switch (field) {
    case "name":
      return whole.name;
    case "enabled":
      return tr(whole.enabled ? "list.on" : "list.off");
    case "when":
      return whenText(whole.when, name);
    case "actions":
      return deedsText(whole.actions, name);
  }
  const { actions } = whole;
  const alone = { actions, caps: NO_CAPS, schedule: null, experiment: null, conversion: null };
  const none = field === "caps" ? tr("change.uncapped") : tr("change.none");
  return boundsText({ ...alone, [field]: rule[field] }).join(" ") || none;
}

/** What words do not show, such as the delay of an invitation, is told as it stands. */
function raw(change: ToldChange, before: Partial<Rule>, after: Partial<Rule>): ToldChange {
  const field = change.field as keyof RuleDraft;
  return {
    field: change.field,
    before: JSON.stringify(before[field]) ?? "",
    after: JSON.stringify(after[field]) ?? "",
  };
}

const NO_CAPS = { per_visit: 0, per_visitor: 0, again_after_s: 0, after_decline_s: 0 };

/** The script element that loads this copy and no other. */
export function snippetOf({ src, integrity }: TagVersion, origin: string): string {
  const address = new URL(src, origin).href;
  return `<script src="${address}" integrity="${integrity}" crossorigin="anonymous" async></script>`;
}
