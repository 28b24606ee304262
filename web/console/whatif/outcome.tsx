// What became of both days: the figures side by side, then hour by hour.
import type { JSX } from "preact";
import { to, type Word } from "../overview/words";
import { locale } from "../text";
import { Chart } from "./chart";
import type { Hour, Pair, Played } from "./plan";

const ROWS: readonly [Word, (day: Hour) => string][] = [
  ["result.arrivals", (day) => count(day.arrivals)],
  ["result.answered", (day) => count(day.answered)],
  ["result.abandoned", (day) => `${count(day.abandoned)} (${share(left(day))})`],
  ["result.mean", (day) => seconds(day.mean_wait_s)],
  ["result.p90", (day) => seconds(day.p90_wait_s)],
  ["result.within_20", (day) => share(day.within_20)],
  ["result.within_30", (day) => share(day.within_30)],
  ["result.within_60", (day) => share(day.within_60)],
  ["result.occupancy", (day) => share(day.occupancy)],
];

export function OutcomeView({ outcome }: { outcome: Pair<Played> }): JSX.Element {
  return (
    <>
      <table class="curve-table result">
        <caption class="unseen">{to("result.title")}</caption>
        <thead>
          <tr>
            <td />
            <th scope="col">
              <span class="key before" aria-hidden="true" /> {to("chart.today")}
            </th>
            <th scope="col">
              <span class="key after" aria-hidden="true" /> {to("chart.changed")}
            </th>
          </tr>
        </thead>
        <tbody>
          {ROWS.map(([name, say]) => (
            <tr key={name}>
              <th scope="row">{to(name)}</th>
              <td class="number">{say(outcome.before.day)}</td>
              <td class="number">{say(outcome.after.day)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <p class="soft small">{to("result.definition")}</p>
      <div class="charts">
        <Chart
          title={to("chart.waits")}
          outcome={outcome}
          value={(hour) => hour.mean_wait_s}
          say={seconds}
          least={10}
        />
        <Chart title={to("chart.left")} outcome={outcome} value={left} say={share} most={1} />
        <Chart
          title={to("chart.within")}
          outcome={outcome}
          value={(hour) => hour.within_30}
          say={share}
          most={1}
        />
        <Chart
          title={to("chart.occupancy")}
          outcome={outcome}
          value={(hour) => hour.occupancy}
          say={share}
          most={1}
        />
      </div>
    </>
  );
}

function left(hour: Hour): number {
  return hour.arrivals === 0 ? 0 : hour.abandoned / hour.arrivals;
}

function count(value: number): string {
  return new Intl.NumberFormat(locale.value).format(value);
}

function share(value: number): string {
  const options = { style: "percent", maximumFractionDigits: 0 } as const;
  return new Intl.NumberFormat(locale.value, options).format(value);
}

function seconds(value: number): string {
  return to("seconds", { count: Math.round(value) });
}
