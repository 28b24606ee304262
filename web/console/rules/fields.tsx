// Small fields that stand in one line: choice, text, number, time with its unit, list of texts. Their labels are
// spoken, not shown. Used by conditions and actions.
import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useId } from "preact/hooks";
import { Icon } from "../icons";
import {
  numberText,
  percentText,
  SPANS,
  type SpanUnit,
  spanText,
  tr,
  unitFor,
  unitText,
} from "./words";

export interface FieldProps<Value> {
  label: string;
  value: Value;
  onChange(value: Value): void;
  wrong?: boolean | undefined;
}

export interface Option {
  value: string;
  label: string;
}

interface PickProps extends FieldProps<string> {
  options: readonly Option[];
  /** Options under headings. */
  groups?: readonly { label: string; options: readonly Option[] }[];
}

export function Pick({ label, value, onChange, wrong, options, groups }: PickProps): JSX.Element {
  return (
    <select
      class="input"
      aria-label={label}
      aria-invalid={wrong === true}
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
    >
      {options.map((one) => (
        <option key={one.value} value={one.value}>
          {one.label}
        </option>
      ))}
      {groups?.map((group) => (
        <optgroup key={group.label} label={group.label}>
          {group.options.map((one) => (
            <option key={one.value} value={one.value}>
              {one.label}
            </option>
          ))}
        </optgroup>
      ))}
    </select>
  );
}

interface LineProps extends FieldProps<string> {
  ltr?: boolean;
  hint?: string;
  most?: number;
}

export function Line(props: LineProps): JSX.Element {
  const { label, value, onChange, wrong, ltr = false, hint, most = 500 } = props;
  return (
    <input
      class="input"
      type="text"
      aria-label={label}
      aria-invalid={wrong === true}
      placeholder={hint ?? ""}
      value={value}
      maxLength={most}
      autocomplete="off"
      spellcheck={!ltr}
      dir={ltr ? "ltr" : "auto"}
      onInput={(event) => onChange(event.currentTarget.value)}
    />
  );
}

interface NumProps extends FieldProps<number> {
  least?: number;
  most?: number;
  step?: number | "any";
}

export function Num(props: NumProps): JSX.Element {
  const { label, value, onChange, wrong, least = 0, most = 1_000_000_000, step = 1 } = props;
  return (
    <input
      class="input number"
      type="number"
      inputMode="decimal"
      aria-label={label}
      aria-invalid={wrong === true || Number.isNaN(value)}
      min={least}
      max={most}
      step={step}
      value={Number.isNaN(value) ? "" : value}
      onInput={(event) => onChange(event.currentTarget.valueAsNumber)}
    />
  );
}

interface SpanProps extends FieldProps<number> {
  units?: readonly SpanUnit[];
  /** What 0 means, where it means something. */
  none?: string;
}

/** Seconds, entered in whichever unit reads best. */
export function Span({ label, value, onChange, wrong, units, none }: SpanProps): JSX.Element {
  const chosen = useSignal<SpanUnit>(value > 0 ? unitFor(value) : "minute");
  const size = SPANS.find(([name]) => name === chosen.value)?.[1] ?? 1;
  const offered = units ?? SPANS.map(([name]) => name).reverse();
  return (
    <span class="span-field">
      <input
        class="input number"
        type="number"
        inputMode="decimal"
        aria-label={label}
        aria-invalid={wrong === true || Number.isNaN(value)}
        min={0}
        step="any"
        value={Number.isNaN(value) ? "" : round(value / size)}
        onInput={(event) => onChange(Math.round(event.currentTarget.valueAsNumber * size))}
      />
      <select
        class="input"
        aria-label={tr("unit.of", { label })}
        value={chosen.value}
        onChange={(event) => {
          const unit = event.currentTarget.value as SpanUnit;
          const fresh = SPANS.find(([name]) => name === unit)?.[1] ?? 1;
          chosen.value = unit;
          onChange(Math.round((value / size) * fresh));
        }}
      >
        {offered.map((unit) => (
          <option key={unit} value={unit}>
            {unitText(unit)}
          </option>
        ))}
      </select>
      {none !== undefined && value === 0 && <span class="soft small">{none}</span>}
    </span>
  );
}

const round = (value: number): number => Math.round(value * 100) / 100;

/** A share, by slider and figure. */
export function Percent({ label, value, onChange, least = 0 }: NumProps): JSX.Element {
  const id = useId();
  return (
    <span class="percent-field">
      <input
        id={id}
        type="range"
        min={least}
        max={100}
        step={1}
        aria-label={label}
        aria-valuetext={percentText(value)}
        value={value}
        onInput={(event) => onChange(event.currentTarget.valueAsNumber)}
      />
      <output for={id}>{percentText(value)}</output>
    </span>
  );
}

interface ListProps extends FieldProps<readonly string[]> {
  /** Where only some can be chosen; texts are typed otherwise. */
  options?: readonly Option[];
  ltr?: boolean;
  /** They stand in an order, one after the other. */
  steps?: boolean;
}

/** Several texts: chips, and a field for one more. */
export function List(props: ListProps): JSX.Element {
  const { label, value, onChange, options, ltr = false, steps = false, wrong } = props;
  const typed = useSignal("");
  const add = (text: string) => {
    const fresh = text.trim();
    typed.value = "";
    if (fresh !== "" && (steps || !value.includes(fresh))) onChange([...value, fresh]);
  };
  const shown = (each: string) => options?.find((one) => one.value === each)?.label ?? each;
  return (
    <span class={steps ? "list-field steps" : "list-field"}>
      {value.map((each, at) => (
        <span class="chip" key={`${each}${at}`}>
          <bdi dir={ltr ? "ltr" : "auto"}>{shown(each)}</bdi>
          <button
            type="button"
            aria-label={tr("list.drop", { name: shown(each) })}
            onClick={() => onChange(value.filter((_, place) => place !== at))}
          >
            <Icon name="close" />
          </button>
        </span>
      ))}
      {options === undefined ? (
        <input
          class="input"
          type="text"
          aria-label={label}
          aria-invalid={wrong === true}
          placeholder={tr("list.add_one")}
          value={typed.value}
          maxLength={500}
          dir={ltr ? "ltr" : "auto"}
          onInput={(event) => {
            typed.value = event.currentTarget.value;
          }}
          onKeyDown={(event) => {
            if (event.key !== "Enter" || event.isComposing) return;
            event.preventDefault();
            add(typed.value);
          }}
          onBlur={() => add(typed.value)}
        />
      ) : (
        <Pick
          label={label}
          value=""
          wrong={wrong}
          options={[
            { value: "", label: tr("list.choose") },
            ...options.filter((one) => !value.includes(one.value)),
          ]}
          onChange={add}
        />
      )}
    </span>
  );
}

/** How a figure reads, for screen readers and hints. */
export const spoken = { span: spanText, number: numberText };
