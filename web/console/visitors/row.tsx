// One visitor in the list: who, which page, since when, from where, and how rules stand with them.
import type { JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { duration } from "../../shared/clock";
import { Avatar } from "../controls";
import { Icon } from "../icons";
import { useWorkplace } from "../workplace";
import type { LiveVisitor } from "./records";
import { nameOf, pageOf, placeOf, ruleText, variablesText } from "./telling";
import { tv } from "./words";

interface RowProps {
  visitor: LiveVisitor;
  at: number;
  count: number;
  top: number;
  height: number;
  chosen: boolean;
  tabbed: boolean;
  /** It has the focus of the list, wherever that comes from. */
  wanted: boolean;
  onFocus(): void;
  onChoose(): void;
  onKey(event: KeyboardEvent): void;
}

export function CrowdRow(props: RowProps): JSX.Element {
  const { visitor, at, count, top, height, chosen, tabbed, wanted, onFocus, onChoose, onKey } =
    props;
  const { page } = useWorkplace();
  const button = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    // Only within the list: who types in the search keeps typing.
    const list = button.current?.closest(".visitors-rows");
    if (wanted && list?.contains(document.activeElement))
      button.current?.focus({ preventScroll: true });
  }, [wanted]);
  const now = page.clock.value;
  const variables = variablesText(visitor);
  return (
    <li
      class={chosen ? "visitor-row chosen" : "visitor-row"}
      style={{ top: `${top}px`, height: `${height}px` }}
      aria-posinset={at + 1}
      aria-setsize={count}
    >
      <button
        ref={button}
        type="button"
        tabIndex={tabbed ? 0 : -1}
        aria-current={chosen ? "true" : undefined}
        onFocus={onFocus}
        onClick={onChoose}
        onKeyDown={onKey}
      >
        <Avatar name={visitor.name} of={visitor.visitor} present={visitor.left === 0} />
        <span class="visitor-who">
          <strong>
            <bdi>{nameOf(visitor)}</bdi>
            {visitor.verified && <Icon name="shield" />}
          </strong>
          <span class="soft small">{placeOf(visitor)}</span>
        </span>
        <span class="visitor-page">
          <bdi>{visitor.title || pageOf(visitor.url)}</bdi>
          <span class="soft small" dir="ltr">
            {pageOf(visitor.url)}
          </span>
        </span>
        <span class="visitor-times number">
          <span>{duration(Math.max(0, (visitor.left || now) - visitor.page_at))}</span>
          <span class="soft small">
            {tv("row.visit", {
              time: duration(Math.max(0, (visitor.left || now) - visitor.started)),
              count: visitor.pages,
            })}
          </span>
        </span>
        <span class="visitor-facts">
          <span class={`visitor-state is-${visitor.state}`}>{tv(`state.${visitor.state}`)}</span>
          <span class="soft small">{ruleText(visitor) || variables}</span>
        </span>
      </button>
    </li>
  );
}
