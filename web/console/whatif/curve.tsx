// How many chats come in each hour: drawn with the pointer, or typed hour by hour.
import type { JSX } from "preact";
import { to } from "../overview/words";
import { NumberField } from "./teams";

const HEIGHT = 100;
const HOURS = 24;
/** The server's bound. */
const MOST_CHATS = 10_000;

interface CurveProps {
  rates: readonly number[];
  set(hour: number, rate: number): void;
  setTotal(total: number): void;
}

export function Curve({ rates, set, setTotal }: CurveProps): JSX.Element {
  // Room above the highest: a curve can be drawn upward too.
  const most = Math.max(10, ...rates) * 1.25;
  const draw = (event: PointerEvent & { currentTarget: SVGSVGElement }): void => {
    if (event.buttons === 0) return;
    const box = event.currentTarget.getBoundingClientRect();
    const hour = Math.floor(((event.clientX - box.left) / box.width) * HOURS);
    const up = 1 - (event.clientY - box.top) / box.height;
    if (hour >= 0 && hour < HOURS) set(hour, Math.max(0, up) * most);
  };
  return (
    <div class="day-curve">
      <div class="team">
        <NumberField
          label={to("curve.total")}
          value={rates.reduce((all, rate) => all + rate, 0)}
          most={MOST_CHATS}
          set={setTotal}
        />
      </div>
      <svg
        viewBox={`0 0 ${HOURS} ${HEIGHT}`}
        preserveAspectRatio="none"
        aria-hidden="true"
        dir="ltr"
        onPointerDown={draw}
        onPointerMove={draw}
      >
        {rates.map((rate, hour) => {
          const height = (rate / most) * HEIGHT;
          return (
            <rect key={hour} x={hour + 0.06} y={HEIGHT - height} width={0.88} height={height} />
          );
        })}
      </svg>
      <p class="curve-hours" aria-hidden="true" dir="ltr">
        {[0, 3, 6, 9, 12, 15, 18, 21].map((hour) => (
          <span key={hour}>{`${hour}:00`}</span>
        ))}
      </p>
      <p class="soft small">
        {to("curve.highest", { count: Math.max(...rates) })} {to("curve.clock")}
      </p>
      <details>
        <summary>{to("curve.numbers")}</summary>
        <div class="hours">
          {rates.map((rate, hour) => (
            <label key={hour}>
              <span>{`${String(hour).padStart(2, "0")}:00`}</span>
              <input
                type="number"
                class="input"
                min={0}
                max={5000}
                value={rate}
                aria-label={to("curve.hour", { hour: `${hour}:00` })}
                onChange={(event) => set(hour, Number(event.currentTarget.value))}
              />
            </label>
          ))}
        </div>
      </details>
    </div>
  );
}
