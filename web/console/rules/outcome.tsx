// What a back-test found, as pictures: bars by rule, lines over time, a table of which rules meet. Used by trial.tsx.
import type { JSX } from "preact";
import { useId } from "preact/hooks";
import { Scroller } from "../controls";
import { addressOf } from "../route";
import { dateTimeOf, locale } from "../text";
import type { Outcome, RuleOutcome } from "./backtest";
import type { Rule } from "./rule";
import { numberText, percentText, tr } from "./words";

interface PictureProps {
  outcome: Outcome;
  rules: readonly Rule[];
}

const MOST_LINES = 6;
const WIDTH = 720;
const HEIGHT = 190;
const LEFT = 44;
const FOOT = 22;

export function OutcomePicture({ outcome, rules }: PictureProps): JSX.Element {
  const told = rules
    .map((rule) => ({ rule, found: outcome.rules[rule.number] }))
    .filter((one): one is { rule: Rule; found: RuleOutcome } => one.found !== undefined);
  const never = rules.length - told.length;
  return (
    <>
      <section class="panel-card">
        <h3>{tr("test.often")}</h3>
        <p class="soft">
          {tr("test.visits", {
            visits: numberText(outcome.visits),
            visitors: numberText(outcome.visitors),
          })}
          {never > 0 && ` ${tr("test.never", { count: never })}`}
        </p>
        <Bars told={told} visits={outcome.visits} />
      </section>
      {told.length > 0 && <Lines told={told} from={outcome.from} />}
      {told.length > 1 && <Meetings told={told} met={outcome.met} />}
      <Examples told={told} />
    </>
  );
}

interface Told {
  rule: Rule;
  found: RuleOutcome;
}

function Bars({ told, visits }: { told: readonly Told[]; visits: number }): JSX.Element {
  const most = Math.max(1, ...told.map(({ found }) => found.fired + found.lost));
  return (
    <>
      <ul class="test-bars">
        {told.map(({ rule, found }) => (
          <li key={rule.number}>
            <bdi>{rule.name}</bdi>
            <span class="test-bar" aria-hidden="true">
              <i
                class="fired"
                style={{ inlineSize: `${((found.fired - found.control) / most) * 100}%` }}
              />
              <i class="control" style={{ inlineSize: `${(found.control / most) * 100}%` }} />
              <i class="lost" style={{ inlineSize: `${(found.lost / most) * 100}%` }} />
            </span>
            <span class="number">
              {tr("test.fired", {
                count: found.fired,
                part: percentText((found.fired / visits) * 100),
                visitors: numberText(found.visitors),
              })}
            </span>
          </li>
        ))}
      </ul>
      <ul class="share-legend test-legend">
        {(["fired", "control", "lost"] as const).map((kind) => (
          <li key={kind}>
            <i class={kind} aria-hidden="true" />
            {tr(`test.legend.${kind}`)}
          </li>
        ))}
      </ul>
    </>
  );
}

/** Over the hours of a day, or over the days. */
function Lines({ told, from }: { told: readonly Told[]; from: number }): JSX.Element {
  const id = useId();
  const shown = [...told]
    .sort((one, other) => other.found.fired - one.found.fired)
    .slice(0, MOST_LINES);
  const lines = shown.map(({ rule, found }) => ({ rule, points: pointsOf(found.hours) }));
  const count = lines[0]?.points.length ?? 0;
  const top = Math.max(1, ...lines.flatMap(({ points }) => points));
  const x = (at: number) => LEFT + (at / Math.max(1, count - 1)) * (WIDTH - LEFT - 12);
  const y = (value: number) => 8 + (1 - value / top) * (HEIGHT - FOOT - 8);
  return (
    <section class="panel-card">
      <h3>{tr("test.when")}</h3>
      <figure class="test-lines">
        <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-labelledby={id} dir="ltr">
          <title id={id}>{tr("test.when")}</title>
          {[0, 0.5, 1].map((part) => (
            <g key={part}>
              <line class="grid" x1={LEFT} x2={WIDTH} y1={y(part * top)} y2={y(part * top)} />
              <text x={LEFT - 6} y={y(part * top) + 4} text-anchor="end">
                {numberText(part * top)}
              </text>
            </g>
          ))}
          {ticksOf(count).map((at) => (
            <text key={at} x={x(at)} y={HEIGHT - 4} text-anchor="middle">
              {tickText(from, at, count)}
            </text>
          ))}
          {lines.map(({ rule, points }, at) => (
            <polyline
              key={rule.number}
              class={`line-${at}`}
              points={points.map((value, place) => `${x(place)},${y(value)}`).join(" ")}
            />
          ))}
        </svg>
        <ul class="share-legend">
          {lines.map(({ rule }, at) => (
            <li key={rule.number}>
              <i class={`line-${at}`} aria-hidden="true" />
              <bdi>{rule.name}</bdi>
            </li>
          ))}
        </ul>
      </figure>
    </section>
  );
}

/** One day by the hour; more by the day. */
export function pointsOf(hours: readonly number[]): number[] {
  if (hours.length <= 24) return [...hours];
  return Array.from({ length: hours.length / 24 }, (_, day) =>
    hours.slice(day * 24, day * 24 + 24).reduce((sum, count) => sum + count, 0),
  );
}

function ticksOf(count: number): number[] {
  const step = Math.max(1, Math.ceil(count / 8));
  return Array.from({ length: Math.ceil(count / step) }, (_, at) => at * step);
}

function tickText(from: number, at: number, count: number): string {
  if (count === 24)
    return new Intl.DateTimeFormat(locale.value, { hour: "numeric" }).format(from + at * 3_600_000);
  const day = { day: "numeric", month: "short", timeZone: "UTC" } as const;
  return new Intl.DateTimeFormat(locale.value, day).format(from + at * 86_400_000);
}

function Meetings({ told, met }: { told: readonly Told[]; met: Outcome["met"] }): JSX.Element {
  const most = Math.max(1, ...Object.values(met));
  const count = (one: number, other: number) =>
    met[`${Math.min(one, other)} ${Math.max(one, other)}`] ?? 0;
  return (
    <section class="panel-card">
      <h3>{tr("test.meet")}</h3>
      <p class="hint">{tr("test.meet.why")}</p>
      <Scroller kind="table-box" label={tr("test.meet")}>
        <table class="test-meet">
          <thead>
            <tr>
              <td />
              {told.map(({ rule }) => (
                <th key={rule.number} scope="col">
                  <bdi>{rule.name}</bdi>
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {told.map(({ rule }) => (
              <tr key={rule.number}>
                <th scope="row">
                  <bdi>{rule.name}</bdi>
                </th>
                {told.map(({ rule: other }) => {
                  const value = rule === other ? null : count(rule.number, other.number);
                  return (
                    <td key={other.number} class={`heat-${heatOf(value, most)}`}>
                      {value === null ? "" : numberText(value)}
                    </td>
                  );
                })}
              </tr>
            ))}
          </tbody>
        </table>
      </Scroller>
    </section>
  );
}

/** In five steps, none for none. */
export function heatOf(value: number | null, most: number): number {
  return value === null || value === 0 ? 0 : Math.ceil((value / most) * 5);
}

function Examples({ told }: { told: readonly Told[] }): JSX.Element | null {
  const some = told.filter(({ found }) => found.examples.length > 0);
  if (some.length === 0) return null;
  return (
    <section class="panel-card">
      <h3>{tr("test.whom")}</h3>
      {some.map(({ rule, found }) => (
        <details key={rule.number}>
          <summary>
            <bdi>{rule.name}</bdi>
          </summary>
          <ul class="test-examples">
            {found.examples.map(({ visitor, visit, at, page }) => (
              <li key={visit}>
                <a
                  href={addressOf({
                    screen: "admin",
                    section: "rules",
                    part: `explain.${visitor}`,
                  })}
                >
                  {dateTimeOf(at)}
                </a>
                <span dir="ltr" class="soft">
                  {page}
                </span>
              </li>
            ))}
          </ul>
        </details>
      ))}
    </section>
  );
}
