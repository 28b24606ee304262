// How the account's day went so far: how many chats were answered, how soon, and how many left before.
import type { JSX } from "preact";
import { Empty } from "../controls";
import { to } from "../overview/words";
import { locale, spanOf } from "../text";
import type { Today } from "./records";

export function Day({ today }: { today: Today }): JSX.Element {
  if (today.within.length === 0) {
    return (
      <Empty icon="people" title={to("today.empty")}>
        <p>{to("today.empty.why")}</p>
      </Empty>
    );
  }
  const figures: [string, string][] = [
    [to("today.answered"), number(today.answered)],
    [to("today.left"), number(today.left)],
    [to("today.wait"), today.answered === 0 ? "–" : waitOf(today.wait_s)],
  ];
  return (
    <div class="today">
      <dl class="figures">
        {figures.map(([name, figure]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd class="number">{figure}</dd>
          </div>
        ))}
      </dl>
      <ul class="soon" aria-label={to("today.soon")}>
        {today.within.map(({ s, share }) => (
          <li key={s}>
            <span>{to("today.within", { time: unit(s) })}</span>
            <span class="meter" aria-hidden="true">
              <i style={{ inlineSize: `${share * 100}%` }} />
            </span>
            <span class="number">{percent(share)}</span>
          </li>
        ))}
      </ul>
    </div>
  );
}

/** Short waits to the second, longer ones in minutes. */
export function waitOf(seconds: number): string {
  return seconds < 60 ? unit(seconds) : spanOf(seconds * 1000);
}

const number = (value: number): string => new Intl.NumberFormat(locale.value).format(value);

function unit(seconds: number): string {
  const options = { style: "unit", unit: "second", unitDisplay: "short" } as const;
  return new Intl.NumberFormat(locale.value, options).format(seconds);
}

/** A hundred percent is said only where nobody waited longer. */
function percent(share: number): string {
  const options = {
    style: "percent",
    maximumFractionDigits: 0,
    roundingMode: "floor",
  } as Intl.NumberFormatOptions;
  return new Intl.NumberFormat(locale.value, options).format(share);
}
