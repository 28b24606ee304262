// What the compiler refuses, told at the place it names. Used all over the builder.
import type { JSX } from "preact";
import { Icon } from "../icons";
import type { RuleEdit } from "./edit";
import { marks, type Path } from "./tree";

export function Marked({ rule, path }: { rule: RuleEdit; path: Path }): JSX.Element | null {
  const refused = rule.refused.value;
  if (refused === null || !marks(refused.at, rule.draft.value.when, path)) return null;
  return <Refused words={refused.words} />;
}

/** For places outside of the conditions: "/actions/0". */
export function MarkedAt({ rule, at }: { rule: RuleEdit; at: string }): JSX.Element | null {
  const refused = rule.refused.value;
  if (refused === null || (refused.at !== at && !refused.at.startsWith(`${at}/`))) return null;
  return <Refused words={refused.words} />;
}

function Refused({ words }: { words: string }): JSX.Element {
  return (
    <p class="refused" role="alert">
      <Icon name="alert" />
      <bdi lang="en">{words}</bdi>
    </p>
  );
}
