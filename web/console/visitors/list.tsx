// The visitors as a list of which only what is in sight is drawn; arrow keys go through all of it.
import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { Empty } from "../controls";
import { Icon } from "../icons";
import type { Crowd } from "./crowd";
import { chosenOf } from "./filters";
import { CrowdRow } from "./row";
import { drawn, inSight, shownAt } from "./scrolled";
import { tv } from "./words";

const WIDE_ROW = 66;
const NARROW_ROW = 104;
const NARROW = 760;

interface ListProps {
  crowd: Crowd;
  chosen: string | null;
  onChoose(visit: string): void;
}

export function CrowdList({ crowd, chosen, onChoose }: ListProps): JSX.Element {
  const order = crowd.order.value;
  if (!crowd.loaded.value)
    return (
      <div class="loading" role="status">
        <span class="spinner" aria-hidden="true" />
        {tv("loading")}
      </div>
    );
  if (order.length === 0) return <Nobody crowd={crowd} />;
  return (
    <>
      <Fresh crowd={crowd} />
      <Rows crowd={crowd} chosen={chosen} onChoose={onChoose} />
    </>
  );
}

function Nobody({ crowd }: { crowd: Crowd }): JSX.Element {
  if (chosenOf(crowd.filters.value).length > 0)
    return (
      <Empty icon="search" title={tv("none.found")}>
        <p>{tv("none.found.why")}</p>
      </Empty>
    );
  return (
    <Empty icon="people" title={tv("none")}>
      <p>{tv("none.why")}</p>
    </Empty>
  );
}

/** Who came while somebody reads: shown when asked for, so that nothing moves by itself. */
function Fresh({ crowd }: { crowd: Crowd }): JSX.Element {
  const count = crowd.waiting.value;
  return (
    <div role="status" class="visitors-fresh">
      {count > 0 && (
        <button type="button" class="button small" onClick={() => void crowd.begin()}>
          <Icon name="up" />
          {tv("fresh", { count })}
        </button>
      )}
    </div>
  );
}

function Rows({ crowd, chosen, onChoose }: ListProps): JSX.Element {
  const box = useRef<HTMLDivElement>(null);
  const place = useSignal({ top: 0, height: 600, row: WIDE_ROW });
  const focused = useSignal("");
  const order = crowd.order.value;
  const { top, height, row } = place.value;
  const measure = () => {
    const list = box.current;
    if (list === null) return;
    const size = list.clientWidth < NARROW ? NARROW_ROW : WIDE_ROW;
    place.value = { top: list.scrollTop, height: list.clientHeight, row: size };
    crowd.looked = Math.floor(list.scrollTop / size);
    if (crowd.more && list.scrollTop + list.clientHeight * 2 > order.length * size)
      void crowd.further();
  };
  useEffect(() => {
    measure();
    const watch = new ResizeObserver(measure);
    if (box.current !== null) watch.observe(box.current);
    crowd.still = () => place.peek().top > 4 || reads(box.current);
    return () => {
      watch.disconnect();
      crowd.still = () => false;
    };
  }, [crowd]);
  const active = order.indexOf(focused.value);
  const go = (to: number) => {
    const index = Math.max(0, Math.min(order.length - 1, to));
    focused.value = order[index] ?? "";
    const list = box.current;
    if (list !== null) list.scrollTop = shownAt(index, list.scrollTop, list.clientHeight, row);
  };
  const rows = drawn(inSight(top, height, row, order.length), active);
  return (
    <div ref={box} class="visitors-rows" onScroll={measure}>
      <ul style={{ height: `${order.length * row}px` }} aria-label={tv("title")}>
        {rows.map((at) => {
          const visitor = crowd.known.value.get(order[at] ?? "");
          if (visitor === undefined) return null;
          const first = active < 0 && at === rows[0];
          return (
            <CrowdRow
              key={visitor.visit}
              visitor={visitor}
              at={at}
              count={order.length}
              top={at * row}
              height={row}
              chosen={visitor.visit === chosen}
              tabbed={at === active || first}
              wanted={visitor.visit === focused.value}
              onFocus={() => {
                focused.value = visitor.visit;
              }}
              onChoose={() => onChoose(visitor.visit)}
              onKey={(event) => {
                const to = stepOf(event.key, at, Math.floor(height / row), order.length);
                if (to === null) return;
                event.preventDefault();
                go(to);
              }}
            />
          );
        })}
      </ul>
    </div>
  );
}

function reads(list: HTMLElement | null): boolean {
  return list?.contains(document.activeElement) === true || list?.matches(":hover") === true;
}

/** Where a key leads in the list. */
export function stepOf(key: string, at: number, page: number, count: number): number | null {
  const steps: { [key: string]: number } = {
    ArrowDown: at + 1,
    ArrowUp: at - 1,
    PageDown: at + page,
    PageUp: at - page,
    Home: 0,
    End: count - 1,
  };
  return steps[key] ?? null;
}
