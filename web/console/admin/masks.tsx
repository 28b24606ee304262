// The account's own masking patterns, and a box to try them on a text before they are saved.
import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect, useId } from "preact/hooks";
import { Icon } from "../icons";
import { Check, TextField } from "./form";
import type { Found } from "./matches";
import { matchesOf } from "./matching";
import type { MaskPattern } from "./records";
import { ta } from "./words";

const MOST = 20;

interface MasksProps {
  patterns: readonly MaskPattern[];
  onChange(patterns: MaskPattern[]): void;
}

export function Masks({ patterns, onChange }: MasksProps): JSX.Element {
  const replace = (place: number, fresh: MaskPattern | null) =>
    onChange(
      patterns.flatMap((old, at) => (at === place ? (fresh === null ? [] : [fresh]) : [old])),
    );
  return (
    <div class="masks">
      <h4>{ta("masks.title")}</h4>
      {patterns.length === 0 && <p class="hint">{ta("masks.none")}</p>}
      {patterns.map((mask, place) => (
        <div class="mask" key={place}>
          <TextField
            label={ta("masks.name")}
            value={mask.name}
            maxLength={40}
            required
            onChange={(name) => replace(place, { ...mask, name })}
          />
          <TextField
            label={ta("masks.pattern")}
            value={mask.pattern}
            maxLength={500}
            required
            ltr
            onChange={(pattern) => replace(place, { ...mask, pattern })}
          />
          <Check
            label={ta("masks.keep")}
            hint={ta("masks.keep.hint")}
            checked={mask.keep}
            onChange={(keep) => replace(place, { ...mask, keep })}
          />
          <button
            type="button"
            class="icon-button"
            aria-label={ta("remove.of", { name: mask.name || ta("masks.pattern") })}
            title={ta("remove")}
            onClick={() => replace(place, null)}
          >
            <Icon name="close" />
          </button>
        </div>
      ))}
      {patterns.length < MOST && (
        <button
          type="button"
          class="button"
          onClick={() => onChange([...patterns, { name: "", pattern: "", keep: false }])}
        >
          <Icon name="plus" />
          {ta("masks.add")}
        </button>
      )}
      {patterns.length > 0 && <TestBox patterns={patterns} />}
    </div>
  );
}

function TestBox({ patterns }: { patterns: readonly MaskPattern[] }): JSX.Element {
  const id = useId();
  const text = useSignal("");
  const found = useSignal<Found | null>(null);
  useEffect(() => {
    let stale = false;
    if (text.value === "") found.value = null;
    else
      void matchesOf(patterns, text.value).then((answer) => {
        if (!stale) found.value = answer;
      });
    return () => {
      stale = true;
    };
  }, [patterns, text.value]);
  return (
    <div class="field test-box">
      <label for={id}>{ta("masks.test")}</label>
      <textarea
        id={id}
        class="input"
        rows={2}
        maxLength={500}
        dir="auto"
        value={text.value}
        onInput={(event) => {
          text.value = event.currentTarget.value;
        }}
      />
      <div role="status">{found.value !== null && <Result found={found.value} />}</div>
    </div>
  );
}

function Result({ found }: { found: Found }): JSX.Element {
  if (found.kind === "slow") return <p class="fault">{ta("masks.slow")}</p>;
  if (found.kind === "wrong")
    return <p class="fault">{ta("masks.wrong", { name: found.name, detail: found.detail })}</p>;
  return (
    <>
      <p class="hint">{ta("masks.hits", { count: found.hits })}</p>
      <p class="masked">
        <bdi>{found.masked}</bdi>
      </p>
    </>
  );
}
