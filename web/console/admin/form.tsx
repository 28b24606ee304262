// Fields of the admin forms: text, number, yes or no, several of many; and the button that sends them.
import type { ComponentChildren, JSX } from "preact";
import { useId } from "preact/hooks";
import { ta } from "./words";

interface FieldProps {
  label: string;
  hint?: string | undefined;
  /** What is wrong with the value, in place. */
  fault?: string | undefined;
}

interface TextProps extends FieldProps {
  value: string;
  onChange(value: string): void;
  /** Done at Enter, which would otherwise send the whole form. */
  onEnter?(): void;
  type?: "text" | "email";
  maxLength?: number;
  required?: boolean;
  autofocus?: boolean;
  readonly?: boolean;
  /** Technical text: read from left to right in every language. */
  ltr?: boolean;
}

export function TextField(props: TextProps): JSX.Element {
  const id = useId();
  const { label, hint, fault, value, onChange, type = "text", maxLength = 200 } = props;
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <input
        id={id}
        class="input"
        {...(type === "email" ? { type: "email" } : { type: "text" })}
        value={value}
        maxLength={maxLength}
        required={props.required ?? false}
        readOnly={props.readonly ?? false}
        autocomplete="off"
        spellcheck={props.ltr !== true}
        dir={props.ltr === true ? "ltr" : "auto"}
        aria-invalid={fault !== undefined}
        aria-describedby={`${id}-hint`}
        ref={props.autofocus === true ? focusFirst : null}
        onInput={(event) => onChange(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key !== "Enter" || props.onEnter === undefined || event.isComposing) return;
          event.preventDefault();
          props.onEnter();
        }}
      />
      <Hint id={`${id}-hint`} hint={hint} fault={fault} />
    </div>
  );
}

interface NumberProps extends FieldProps {
  value: number;
  onChange(value: number): void;
  min: number;
  max: number;
  unit?: string;
  disabled?: boolean;
}

export function NumberField(props: NumberProps): JSX.Element {
  const id = useId();
  const { label, hint, fault, value, onChange, min, max, unit, disabled = false } = props;
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <span class="with-unit">
        <input
          id={id}
          class="input number"
          type="number"
          inputMode="numeric"
          min={min}
          max={max}
          step={1}
          required
          disabled={disabled}
          value={Number.isNaN(value) ? "" : value}
          aria-invalid={fault !== undefined}
          aria-describedby={`${id}-hint`}
          onInput={(event) => onChange(event.currentTarget.valueAsNumber)}
        />
        {unit !== undefined && <span class="soft">{unit}</span>}
      </span>
      <Hint id={`${id}-hint`} hint={hint} fault={fault} />
    </div>
  );
}

interface SelectProps<Value extends string> extends FieldProps {
  value: Value;
  onChange(value: Value): void;
  options: readonly { value: Value; label: string; disabled?: boolean }[];
  disabled?: boolean;
}

export function SelectField<Value extends string>(props: SelectProps<Value>): JSX.Element {
  const id = useId();
  const { label, hint, fault, value, onChange, options, disabled = false } = props;
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <select
        id={id}
        class="input"
        value={value}
        disabled={disabled}
        aria-describedby={`${id}-hint`}
        onChange={(event) => onChange(event.currentTarget.value as Value)}
      >
        {options.map((option) => (
          <option key={option.value} value={option.value} disabled={option.disabled ?? false}>
            {option.label}
          </option>
        ))}
      </select>
      <Hint id={`${id}-hint`} hint={hint} fault={fault} />
    </div>
  );
}

function Hint({ id, hint, fault }: { id: string } & Omit<FieldProps, "label">): JSX.Element {
  return (
    <p id={id} class="hint">
      {fault !== undefined && <span class="fault">{fault} </span>}
      {hint}
    </p>
  );
}

interface CheckProps {
  label: string;
  hint?: string;
  checked: boolean;
  disabled?: boolean;
  onChange(checked: boolean): void;
}

export function Check({ label, hint, checked, disabled, onChange }: CheckProps): JSX.Element {
  const id = useId();
  return (
    <div class="check">
      <input
        id={id}
        type="checkbox"
        checked={checked}
        disabled={disabled ?? false}
        aria-describedby={hint === undefined ? undefined : `${id}-hint`}
        onChange={(event) => onChange(event.currentTarget.checked)}
      />
      <label for={id}>{label}</label>
      {hint !== undefined && (
        <p id={`${id}-hint`} class="hint">
          {hint}
        </p>
      )}
    </div>
  );
}

interface ChoicesProps {
  legend: string;
  options: readonly { id: string; name: string }[];
  chosen: readonly string[];
  none: ComponentChildren;
  onChange(chosen: string[]): void;
}

/** Any number of things out of a list. */
export function Choices({ legend, options, chosen, none, onChange }: ChoicesProps): JSX.Element {
  const toggle = (id: string, on: boolean) =>
    onChange(on ? [...chosen, id] : chosen.filter((each) => each !== id));
  return (
    <fieldset class="choices">
      <legend>{legend}</legend>
      {options.length === 0 && <p class="hint">{none}</p>}
      {options.map(({ id, name }) => (
        <Check
          key={id}
          label={name}
          checked={chosen.includes(id)}
          onChange={(on) => toggle(id, on)}
        />
      ))}
    </fieldset>
  );
}

interface RadiosProps<Value extends string> {
  legend: string;
  options: readonly { value: Value; label: string; hint: string }[];
  value: Value;
  onChange(value: Value): void;
}

/** One of a few, each with what it means. */
export function Radios<Value extends string>(props: RadiosProps<Value>): JSX.Element {
  const id = useId();
  const { legend, options, value, onChange } = props;
  return (
    <fieldset class="choices">
      <legend>{legend}</legend>
      {options.map((option) => (
        <div class="check" key={option.value}>
          <input
            id={`${id}-${option.value}`}
            type="radio"
            name={id}
            checked={option.value === value}
            aria-describedby={`${id}-${option.value}-hint`}
            onChange={() => onChange(option.value)}
          />
          <label for={`${id}-${option.value}`}>{option.label}</label>
          <p id={`${id}-${option.value}-hint`} class="hint">
            {option.hint}
          </p>
        </div>
      ))}
    </fieldset>
  );
}

interface FormProps {
  id?: string;
  kind?: string;
  onSubmit(): unknown;
  children: ComponentChildren;
}

export function Form({ id, kind = "admin-form", onSubmit, children }: FormProps): JSX.Element {
  return (
    <form
      id={id}
      class={kind}
      onSubmit={(event) => {
        event.preventDefault();
        onSubmit();
      }}
    >
      {children}
    </form>
  );
}

interface BusyProps {
  busy: boolean;
  children: ComponentChildren;
  kind?: "main" | "danger" | "";
  /** The form that it sends, where it stands outside of it. */
  form?: string;
  onClick?(): void;
  disabled?: boolean;
  /** The id of what says why it is disabled. */
  describedby?: string;
}

/** A button that shows that its work is under way and cannot be pressed twice. */
export function BusyButton(props: BusyProps): JSX.Element {
  const { busy, children, kind = "main", form, onClick, disabled = false } = props;
  return (
    <button
      type={onClick === undefined ? "submit" : "button"}
      class={`button ${kind}`}
      form={form}
      aria-describedby={props.describedby}
      aria-disabled={busy || disabled}
      onClick={(event) => {
        if (busy || disabled) event.preventDefault();
        else onClick?.();
      }}
    >
      {busy && <span class="spinner" aria-hidden="true" />}
      {busy ? ta("busy") : children}
    </button>
  );
}

/** By attribute: the dialog around it opens only after its content is there, and heeds it then. */
function focusFirst(input: HTMLInputElement | null): void {
  if (input) input.autofocus = true;
}
