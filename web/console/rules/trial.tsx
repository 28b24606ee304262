// The back-test: days are chosen, recorded visits go through the rules, and a picture tells what would have been.
import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect, useMemo } from "preact/hooks";
import { BusyButton, Check } from "../admin/form";
import { Problem, useFresh } from "../admin/screen";
import { Empty } from "../controls";
import { NEW } from "./edit";
import { OutcomePicture } from "./outcome";
import { useRules } from "./place";
import { Supposed } from "./supposed";
import { DAY_MS, Testing, withEdits } from "./testing";
import { numberText, tr } from "./words";

const RANGES = [1, 7, 14, 30] as const;

export function BackTestScreen(): JSX.Element {
  const place = useRules();
  useFresh([place.rules]);
  const testing = useMemo(() => new Testing(place.admin.server, makeWorker), [place]);
  useEffect(() => () => testing.stop(), [testing]);
  const days = useSignal(7);
  const edits = useSignal(true);
  const off = useSignal(true);
  const button = useSignal("online");
  const rules = place.rules.items.value;
  const run = () => {
    const midnight = Math.floor(Date.now() / DAY_MS) * DAY_MS;
    const chosen = edits.value ? withEdits(rules, place.kept, NEW) : rules;
    const played = chosen.map((rule) => (off.value ? { ...rule, enabled: true } : rule));
    return testing.run(played, midnight - (days.value - 1) * DAY_MS, days.value, button.value);
  };
  const progress = testing.progress.value;
  return (
    <>
      <section class="panel-card trial-form">
        <fieldset class="segments">
          <legend class="unseen">{tr("test.days")}</legend>
          {RANGES.map((range) => (
            <button
              key={range}
              type="button"
              aria-pressed={days.value === range}
              onClick={() => {
                days.value = range;
              }}
            >
              {tr("test.last", { count: range })}
            </button>
          ))}
        </fieldset>
        <Check
          label={tr("test.edits")}
          checked={edits.value}
          onChange={(on) => {
            edits.value = on;
          }}
        />
        <Check
          label={tr("test.off")}
          checked={off.value}
          onChange={(on) => {
            off.value = on;
          }}
        />
        <Supposed
          button={button.value}
          onChange={(chosen) => {
            button.value = chosen;
          }}
        />
        <div class="row-buttons">
          <BusyButton busy={progress !== null} onClick={() => void run()}>
            {tr("test.run")}
          </BusyButton>
          {progress !== null && (
            <>
              <progress max={1} value={progress.part} aria-label={tr("test.reading")} />
              <span class="soft" role="status">
                {tr("test.read", { count: progress.visits })}
              </span>
            </>
          )}
        </div>
        <p class="hint">{tr("test.unknown")}</p>
        <Problem failure={testing.failure.value} />
      </section>
      <Result testing={testing} />
    </>
  );
}

function Result({ testing }: { testing: Testing }): JSX.Element | null {
  const outcome = testing.outcome.value;
  if (outcome === null) return null;
  if (outcome.visits === 0)
    return (
      <Empty icon="archive" title={tr("test.none")}>
        <p>{tr("test.none.why")}</p>
      </Empty>
    );
  return (
    <>
      {testing.cut.value && (
        <p class="notice warn">{tr("test.cut", { visits: numberText(outcome.visits) })}</p>
      )}
      <OutcomePicture outcome={outcome} rules={testing.rules.value} />
    </>
  );
}

function makeWorker(): Worker {
  return new Worker(new URL("./backtest.worker.ts", import.meta.url), { type: "module" });
}
