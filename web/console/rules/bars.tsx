// Offered, seen, accepted: three small bars of a rule, in one scale for all rules. Used by the list.
import type { JSX } from "preact";
import { COUNTED, mostOf, widthsOf } from "./counts";
import { useRules } from "./place";
import type { Rule } from "./rule";
import { numberText, tr } from "./words";

export function CountBars({ rule }: { rule: Rule }): JSX.Element {
  const all = useRules().counts.value;
  const counts = all.get(rule.number);
  if (counts === undefined) return <p class="rule-counts none soft small">{tr("count.none")}</p>;
  const widths = widthsOf(counts, mostOf(all.values()));
  return (
    <dl class="rule-counts">
      {COUNTED.map((name) => (
        <div key={name}>
          <dt>{tr(`count.${name}`)}</dt>
          <dd>
            <span class="count-bar" aria-hidden="true">
              <i class={name} style={{ inlineSize: `${widths[name]}%` }} />
            </span>
            <span class="number">{numberText(counts[name])}</span>
          </dd>
        </div>
      ))}
    </dl>
  );
}
