// The control for the value of a condition, by its source: slider, time, countries, pages in order and so on.
import type { JSX } from "preact";
import { useAdmin } from "../admin/place";
import { countries, languages } from "./codes";
import { Line, List, Num, type Option, Percent, Pick, Span } from "./fields";
import type { Condition, Value } from "./rule";
import {
  type Control,
  formOf,
  type SourceForm,
  takesList,
  takesNothing,
  takesNumber,
  takesText,
} from "./sources";
import { AddressTester } from "./tester";
import { dayText, tr, trMaybe } from "./words";

export interface ControlProps {
  condition: Condition;
  wrong: boolean;
  onChange(value: Value): void;
}

export function ValueControl(props: ControlProps): JSX.Element | null {
  const { condition } = props;
  if (takesNothing(condition.is)) return null;
  const form = formOf(condition.on);
  const Shown = CONTROLS[form.control];
  return <Shown {...props} form={form} />;
}

type Formed = ControlProps & { form: SourceForm };

function Address(props: Formed): JSX.Element {
  return (
    <span class="address-field">
      <Text {...props} />
      <AddressTester condition={props.condition} />
    </span>
  );
}

function Text({ condition, wrong, onChange }: Formed): JSX.Element {
  const ltr = ["url", "visited", "referrer"].includes(condition.on);
  if (takesList(condition.is))
    return (
      <List
        label={tr("value")}
        value={texts(condition.value)}
        ltr={ltr}
        wrong={wrong}
        onChange={onChange}
      />
    );
  return (
    <Line
      label={tr("value")}
      value={String(condition.value ?? "")}
      ltr={ltr}
      wrong={wrong}
      hint={trMaybe(`hint.${condition.on}`, "")}
      onChange={onChange}
    />
  );
}

function Flow({ condition, wrong, onChange }: Formed): JSX.Element {
  return (
    <List
      label={tr("value.flow")}
      value={texts(condition.value)}
      steps
      ltr
      wrong={wrong}
      onChange={onChange}
    />
  );
}

function Seconds({ condition, wrong, onChange }: Formed): JSX.Element {
  if (takesList(condition.is))
    return <Figures condition={condition} wrong={wrong} onChange={onChange} />;
  const one = (value: number, label: string, put: (fresh: number) => void) => (
    <Span label={label} value={value} wrong={wrong} onChange={put} />
  );
  return <OneOrTwo condition={condition} onChange={onChange} field={one} />;
}

function Count({ condition, wrong, onChange, form }: Formed): JSX.Element {
  if (condition.name === "wait_s")
    return <Seconds condition={condition} wrong={wrong} onChange={onChange} form={form} />;
  if (takesList(condition.is))
    return <Figures condition={condition} wrong={wrong} onChange={onChange} />;
  const step = form.kind === "number" && !form.part ? 1 : "any";
  const one = (value: number, label: string, put: (fresh: number) => void) => (
    <Num label={label} value={value} wrong={wrong} step={step} onChange={put} />
  );
  return <OneOrTwo condition={condition} onChange={onChange} field={one} />;
}

/** Some figures out of many, typed one after the other. */
function Figures({ condition, wrong, onChange }: ControlProps): JSX.Element {
  const put = (typed: readonly string[]) =>
    onChange(typed.map(Number).filter((each) => !Number.isNaN(each)));
  return (
    <List label={tr("value")} value={texts(condition.value)} ltr wrong={wrong} onChange={put} />
  );
}

interface OneOrTwoProps {
  condition: Condition;
  onChange(value: Value): void;
  field(value: number, label: string, put: (fresh: number) => void): JSX.Element;
}

function OneOrTwo({ condition, onChange, field }: OneOrTwoProps): JSX.Element {
  const { value } = condition;
  if (!Array.isArray(value)) return field(figure(value), tr("value"), onChange);
  const [from = 0, to = 0] = value.map(figure);
  return (
    <span class="pair-field">
      {field(from, tr("value.from"), (fresh) => onChange([fresh, to]))}
      <span class="soft">{tr("value.and")}</span>
      {field(to, tr("value.to"), (fresh) => onChange([from, fresh]))}
    </span>
  );
}

function Share(props: Formed): JSX.Element {
  const { condition, onChange } = props;
  if (Array.isArray(condition.value)) return <Count {...props} />;
  return (
    <Percent label={tr("value")} value={figure(condition.value)} least={1} onChange={onChange} />
  );
}

function Choice({ condition, wrong, onChange, form }: Formed): JSX.Element {
  const options = (form.choices ?? []).map((value) => ({
    value: String(value),
    label: trMaybe(`choice.${value}`, String(value)),
  }));
  return <Among condition={condition} wrong={wrong} options={options} onChange={onChange} />;
}

/** Parts of a code are typed; whole ones are chosen by their names. */
const Country = (props: Formed): JSX.Element =>
  takesText(props.condition.is) ? <Text {...props} /> : <Among {...props} options={countries()} />;
const Language = (props: Formed): JSX.Element =>
  takesText(props.condition.is) ? <Text {...props} /> : <Among {...props} options={languages()} />;

function Among(props: ControlProps & { options: readonly Option[] }): JSX.Element {
  const { condition, wrong, options, onChange } = props;
  if (takesList(condition.is)) {
    const chosen = texts(condition.value);
    return (
      <List
        label={tr("value")}
        value={chosen}
        options={options}
        wrong={wrong}
        onChange={onChange}
      />
    );
  }
  const none = { value: "", label: tr("list.choose") };
  return (
    <Pick
      label={tr("value")}
      value={String(condition.value ?? "")}
      options={condition.value ? options : [none, ...options]}
      wrong={wrong}
      onChange={onChange}
    />
  );
}

/** Nothing to enter: it happens, or not. */
function Moment({ condition }: Formed): JSX.Element {
  return <span class="cond-only">{trMaybe(`moment.${condition.on}`, "")}</span>;
}

const TYPES = ["text", "number", "yes_no"] as const;

/** A value whose type the page decides: it is compared as what it is said to be here. */
function Typed(props: Formed): JSX.Element {
  const { condition, wrong, onChange } = props;
  const { value } = condition;
  if (takesList(condition.is)) return <Text {...props} />;
  if (takesNumber(condition.is)) return <Count {...props} />;
  if (takesText(condition.is)) return <Text {...props} />;
  const type =
    typeof value === "number" ? "number" : typeof value === "boolean" ? "yes_no" : "text";
  const fresh = { text: "", number: 0, yes_no: true } as const;
  return (
    <span class="typed-field">
      <Pick
        label={tr("value.type")}
        value={type}
        options={TYPES.map((name) => ({ value: name, label: tr(`type.${name}`) }))}
        onChange={(name) => onChange(fresh[name as (typeof TYPES)[number]])}
      />
      {type === "text" && <Text {...props} />}
      {type === "number" && <Count {...props} />}
      {type === "yes_no" && (
        <Pick
          label={tr("value")}
          value={String(value)}
          wrong={wrong}
          options={[
            { value: "true", label: tr("yes") },
            { value: "false", label: tr("no") },
          ]}
          onChange={(text) => onChange(text === "true")}
        />
      )}
    </span>
  );
}

const HOURS = Array.from({ length: 25 }, (_, hour) => ({
  value: String(hour),
  label: `${String(hour).padStart(2, "0")}:00`,
}));

function Hour(props: Formed): JSX.Element {
  const one = (value: number, label: string, put: (fresh: number) => void) => (
    <Pick
      label={label}
      value={String(value)}
      options={HOURS}
      onChange={(hour) => put(Number(hour))}
    />
  );
  if (takesList(props.condition.is)) return <Count {...props} />;
  return <OneOrTwo condition={props.condition} onChange={props.onChange} field={one} />;
}

function Weekday({ condition, onChange }: Formed): JSX.Element {
  if (takesList(condition.is)) {
    const chosen = Array.isArray(condition.value) ? condition.value.map(figure) : [];
    return <Days label={tr("value")} days={chosen} onChange={onChange} />;
  }
  return (
    <Pick
      label={tr("value")}
      value={String(condition.value)}
      options={[0, 1, 2, 3, 4, 5, 6].map((day) => ({ value: String(day), label: dayText(day) }))}
      onChange={(day) => onChange(Number(day))}
    />
  );
}

interface DaysProps {
  label: string;
  days: readonly number[];
  onChange(days: number[]): void;
}

export function Days({ label, days, onChange }: DaysProps): JSX.Element {
  return (
    <fieldset class="days-field">
      <legend class="unseen">{label}</legend>
      {[0, 1, 2, 3, 4, 5, 6].map((day) => (
        <label key={day} title={dayText(day)}>
          <input
            type="checkbox"
            aria-label={dayText(day)}
            checked={days.includes(day)}
            onChange={(event) =>
              onChange(
                event.currentTarget.checked
                  ? [...days, day].sort()
                  : days.filter((other) => other !== day),
              )
            }
          />
          <span aria-hidden="true">{dayText(day, "short")}</span>
        </label>
      ))}
    </fieldset>
  );
}

const CONTROLS: { [Name in Control]: (props: Formed) => JSX.Element } = {
  address: Address,
  text: Text,
  flow: Flow,
  seconds: Seconds,
  count: Count,
  percent: Share,
  choice: Choice,
  country: Country,
  language: Language,
  moment: Moment,
  typed: Typed,
  hour: Hour,
  weekday: Weekday,
};

const figure = (value: unknown): number => (value === "" ? Number.NaN : Number(value));

function texts(value: Value | undefined): readonly string[] {
  return Array.isArray(value) ? value.map(String) : [];
}

/** Skills, rules or parts by which a condition is named. */
export function useNames(rules: readonly Option[]): (form: SourceForm, on: string) => Option[] {
  const { skills } = useAdmin();
  return ({ named }, on) => {
    if (named === "skill")
      return [
        { value: "", label: tr("named.account") },
        ...skills.items.value.map(({ id, name }) => ({ value: id, label: name })),
      ];
    if (named === "rule") return [{ value: "", label: tr("named.any_rule") }, ...rules];
    if (named === undefined || named === "free") return [];
    return named.map((value) => ({ value, label: trMaybe(`named.${on}.${value}`, value) }));
  };
}
