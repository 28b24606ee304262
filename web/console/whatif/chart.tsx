// Two days as two lines over their hours: a drawing for those who see it, a table for everybody.
import type { JSX } from "preact";
import { useId } from "preact/hooks";
import { to } from "../overview/words";
import type { Hour, Pair, Played } from "./plan";

// Of about the size at which it is shown: its text is read as it is written.
const WIDTH = 360;
const HEIGHT = 150;
const LEFT = 46;
const FOOT = 22;
const TOP = 10;

interface ChartProps {
  title: string;
  outcome: Pair<Played>;
  value(hour: Hour): number;
  say(value: number): string;
  /** The top of the scale, if it is not that of the highest value. */
  most?: number;
  /** What the scale reaches at least: below it differences mean nothing. */
  least?: number;
}

export function Chart({ title, outcome, value, say, most, least = 0 }: ChartProps): JSX.Element {
  const id = useId();
  const [before, after] = [outcome.before, outcome.after].map(({ hours }) => hours.map(value)) as [
    number[],
    number[],
  ];
  const top = most ?? niceTop(Math.max(least, ...before, ...after));
  const line = (values: number[]): string =>
    values.map((each, hour) => `${x(hour)},${y(each, top)}`).join(" ");
  const described = to("chart.said", {
    before: say(Math.max(...before)),
    after: say(Math.max(...after)),
  });
  return (
    <figure class="chart">
      <figcaption aria-hidden="true">{title}</figcaption>
      <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-labelledby={id} dir="ltr">
        <title id={id}>{title}</title>
        <desc>{described}</desc>
        {marksOf(top, say).map(({ at, label }) => (
          <g key={at}>
            <line class="grid" x1={LEFT} x2={WIDTH} y1={y(at, top)} y2={y(at, top)} />
            <text x={LEFT - 6} y={y(at, top) + 4} text-anchor="end">
              {label}
            </text>
          </g>
        ))}
        {[0, 6, 12, 18, 23].map((hour) => (
          <text key={hour} x={x(hour)} y={HEIGHT - 6} text-anchor="middle">
            {`${hour}:00`}
          </text>
        ))}
        <polyline class="before" points={line(before)} />
        <polyline class="after" points={line(after)} />
      </svg>
      <details>
        <summary>{to("chart.table")}</summary>
        <div class="table-scroll">
          <table class="curve-table">
            <thead>
              <tr>
                {(["hour", "today", "changed"] as const).map((name) => (
                  <th key={name} scope="col">
                    {to(`chart.${name}`)}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {before.map((each, hour) => (
                <tr key={hour}>
                  <th scope="row">{`${hour}:00`}</th>
                  <td class="number">{say(each)}</td>
                  <td class="number">{say(after[hour] ?? 0)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      </details>
    </figure>
  );
}

/** What stands beside the scale; where two would read alike, as 0.5 s and 1 s do, the middle one is left out. */
export function marksOf(
  top: number,
  say: (value: number) => string,
): { at: number; label: string }[] {
  const marks = [0, 0.5, 1].map((part) => ({ at: part * top, label: say(part * top) }));
  const [low, middle, high] = marks.map(({ label }) => label);
  return middle === low || middle === high ? marks.filter((_, place) => place !== 1) : marks;
}

/** Above the highest, at a number that reads well. */
export function niceTop(highest: number): number {
  if (highest <= 0) return 1;
  const size = 10 ** Math.floor(Math.log10(highest));
  return size * ([1, 2, 5, 10].find((step) => size * step >= highest) ?? 10);
}

function x(hour: number): number {
  return Math.round(LEFT + (hour / 23) * (WIDTH - LEFT - 18));
}

function y(value: number, top: number): number {
  return Math.round((TOP + (1 - value / top) * (HEIGHT - FOOT - TOP)) * 10) / 10;
}
