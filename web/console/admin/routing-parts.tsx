// The parts of a routing rule's form: what it asks of a chat, and who may take it when.
import type { JSX } from "preact";
import { Icon } from "../icons";
import { Elsewhere } from "./elsewhere";
import { NumberField, SelectField, TextField } from "./form";
import { LEVELS, type Level } from "./levels";
import { useAdmin } from "./place";
import type { RoutingCondition, RoutingRing } from "./records";
import {
  conditionOn,
  DEVICES,
  FIELDS,
  type Field,
  fieldOf,
  type Operator,
  oneMoreStep,
  operatorsOf,
  renamed,
  shared,
  sharesOf,
  variable,
  variableOf,
  without,
} from "./routing-draft";
import { ta } from "./words";

const LONGEST_S = 3_600;
const MOST_STEPS = 6;

interface ConditionsProps {
  conditions: readonly RoutingCondition[];
  onChange(conditions: RoutingCondition[]): void;
}

export function Conditions({ conditions, onChange }: ConditionsProps): JSX.Element {
  const put = (place: number, condition: RoutingCondition) =>
    onChange(conditions.map((old, one) => (one === place ? condition : old)));
  return (
    <fieldset class="rule-list">
      <legend>{ta("rule.conditions")}</legend>
      <p class="hint">
        {ta(conditions.length === 0 ? "rule.conditions.none" : "rule.conditions.all")}
      </p>
      {conditions.map((condition, place) => (
        <div class="rule-row" key={place}>
          <Asked condition={condition} onChange={(changed) => put(place, changed)} />
          <RemoveRow
            label={ta("rule.condition.remove", { number: place + 1 })}
            onClick={() => onChange(conditions.filter((_, one) => one !== place))}
          />
        </div>
      ))}
      <AddRow
        label={ta("rule.condition.add")}
        onClick={() => onChange([...conditions, conditionOn("url")])}
      />
    </fieldset>
  );
}

interface AskedProps {
  condition: RoutingCondition;
  onChange(condition: RoutingCondition): void;
}

function Asked({ condition, onChange }: AskedProps): JSX.Element {
  const field = fieldOf(condition);
  return (
    <>
      <SelectField<Field>
        label={ta("rule.field")}
        value={field}
        options={FIELDS.map((value) => ({ value, label: ta(`rule_field.${value}`) }))}
        onChange={(chosen) => onChange(conditionOn(chosen))}
      />
      {field === "variable" && (
        <TextField
          label={ta("rule.variable.name")}
          value={variableOf(condition)}
          maxLength={64}
          required
          ltr
          onChange={(name) => onChange({ ...condition, field: variable(name) })}
        />
      )}
      <SelectField<Operator>
        label={ta("rule.operator")}
        value={condition.operator as Operator}
        options={operatorsOf(field).map((value) => ({ value, label: ta(`operator.${value}`) }))}
        onChange={(operator) => onChange({ ...condition, operator })}
      />
      {condition.operator !== "exists" && <Value condition={condition} onChange={onChange} />}
    </>
  );
}

function Value({ condition, onChange }: AskedProps): JSX.Element {
  const { skills } = useAdmin();
  const field = fieldOf(condition);
  const set = (value: string) => onChange({ ...condition, value });
  const label = ta("rule.value");
  if (field === "skill") {
    const known = skills.items.value.map(({ id, name }) => ({ value: id, label: name }));
    const options = [{ value: "", label: ta("choose") }, ...known];
    return <SelectField label={label} value={condition.value} options={options} onChange={set} />;
  }
  if (field === "returning" || field === "device") {
    const values = field === "device" ? DEVICES : (["true", "false"] as const);
    const options = values.map((value) => ({
      value: value as string,
      label: ta(`value.${value}`),
    }));
    return <SelectField label={label} value={condition.value} options={options} onChange={set} />;
  }
  return (
    <TextField
      label={label}
      value={condition.value}
      maxLength={500}
      required={condition.operator !== "is" && condition.operator !== "is_not"}
      ltr
      {...(field === "country" ? { hint: ta("rule.country.hint") } : {})}
      onChange={set}
    />
  );
}

interface StepsProps {
  rings: readonly RoutingRing[];
  onChange(rings: RoutingRing[]): void;
}

export function Steps({ rings, onChange }: StepsProps): JSX.Element {
  const put = (place: number, ring: RoutingRing) =>
    onChange(rings.map((old, one) => (one === place ? ring : old)));
  return (
    <fieldset class="rule-list">
      <legend>{ta("rule.steps")}</legend>
      <p class="hint">{ta("rule.steps.hint")}</p>
      {rings.map((ring, place) => (
        <Step
          key={place}
          ring={ring}
          place={place}
          least={place === 0 ? 0 : (rings[place - 1]?.after_s ?? 0) + 1}
          onChange={(changed) => put(place, changed)}
          onRemove={() => onChange(rings.filter((_, one) => one !== place))}
        />
      ))}
      {rings.length < MOST_STEPS && (
        <AddRow label={ta("rule.step.add")} onClick={() => onChange(oneMoreStep(rings))} />
      )}
    </fieldset>
  );
}

interface StepProps {
  ring: RoutingRing;
  place: number;
  least: number;
  onChange(ring: RoutingRing): void;
  onRemove(): void;
}

function Step({ ring, place, least, onChange, onRemove }: StepProps): JSX.Element {
  const label = place === 0 ? ta("rule.step.first") : ta("rule.step", { number: place + 1 });
  return (
    <section class="rule-step" aria-label={label}>
      <strong>{label}</strong>
      {place > 0 && (
        <div class="rule-row">
          <NumberField
            label={ta("rule.step.after")}
            unit={ta("unit.seconds")}
            value={ring.after_s}
            min={least}
            max={LONGEST_S}
            onChange={(after_s) => onChange({ ...ring, after_s })}
          />
          <RemoveRow label={ta("rule.step.remove", { number: place + 1 })} onClick={onRemove} />
        </div>
      )}
      <StepSkills ring={ring} onChange={onChange} />
      <StepGroups ring={ring} onChange={onChange} />
    </section>
  );
}

type RingProps = Pick<StepProps, "ring" | "onChange">;

function StepSkills({ ring, onChange }: RingProps): JSX.Element {
  const { skills } = useAdmin();
  const known = skills.items.value;
  const put = (named: Record<string, number>) => onChange({ ...ring, skills: named });
  const free = known.filter(({ id }) => !(id in ring.skills));
  return (
    <>
      {Object.entries(ring.skills).map(([id, level]) => (
        <div class="rule-row" key={id}>
          <SelectField
            label={ta("rule.skill")}
            fault={skills.byId.value.get(id)?.agents === 0 ? ta("rule.nobody.skill") : undefined}
            value={id}
            options={known
              .filter((one) => one.id === id || !(one.id in ring.skills))
              .map((one) => ({ value: one.id, label: one.name }))}
            onChange={(to) => put(renamed(ring.skills, id, to))}
          />
          <SelectField<Level>
            label={ta("rule.level")}
            value={String(level) as Level}
            options={LEVELS.map((value) => ({ value, label: ta(`level.${value}`) }))}
            onChange={(value) => put({ ...ring.skills, [id]: Number(value) })}
          />
          <RemoveRow
            label={ta("remove.of", { name: skills.byId.value.get(id)?.name ?? id })}
            onClick={() => put(without(ring.skills, id))}
          />
        </div>
      ))}
      {known.length === 0 && (
        <p class="hint">
          <Elsewhere section="skills" />
        </p>
      )}
      {free[0] !== undefined && (
        <AddRow
          label={ta("rule.skill.add")}
          onClick={() => put({ ...ring.skills, [free[0]?.id ?? ""]: 1 })}
        />
      )}
    </>
  );
}

function StepGroups({ ring, onChange }: RingProps): JSX.Element {
  const { groups } = useAdmin();
  const known = groups.items.value;
  const put = (named: Record<string, number>) => onChange({ ...ring, groups: named });
  const free = known.filter(({ id }) => !(id in ring.groups));
  const { total, fair } = sharesOf(ring);
  return (
    <>
      {Object.keys(ring.groups).length > 0 && <p class="hint">{ta("rule.shares.hint")}</p>}
      {Object.entries(ring.groups).map(([id, share]) => (
        <div class="rule-row" key={id}>
          <SelectField
            label={ta("rule.group")}
            fault={groups.byId.value.get(id)?.agents === 0 ? ta("rule.nobody.group") : undefined}
            value={id}
            options={known
              .filter((one) => one.id === id || !(one.id in ring.groups))
              .map((one) => ({ value: one.id, label: one.name }))}
            onChange={(to) => put(renamed(ring.groups, id, to))}
          />
          <NumberField
            label={ta("rule.share.label")}
            unit="%"
            value={share}
            min={0}
            max={100}
            onChange={(value) => put(shared(ring.groups, id, value))}
          />
          <RemoveRow
            label={ta("remove.of", { name: groups.byId.value.get(id)?.name ?? id })}
            onClick={() => put(without(ring.groups, id))}
          />
        </div>
      ))}
      {!fair && (
        <p class="fault" role="alert">
          {ta("rule.shares.wrong", { total })}
        </p>
      )}
      {free[0] !== undefined && (
        <AddRow
          label={ta("rule.group.add")}
          onClick={() => put({ ...ring.groups, [free[0]?.id ?? ""]: 0 })}
        />
      )}
    </>
  );
}

interface RowButtonProps {
  label: string;
  onClick(): void;
}

export function RemoveRow({ label, onClick }: RowButtonProps): JSX.Element {
  return (
    <button type="button" class="icon-button" aria-label={label} title={label} onClick={onClick}>
      <Icon name="close" />
    </button>
  );
}

export function AddRow({ label, onClick }: RowButtonProps): JSX.Element {
  return (
    <div class="row-buttons">
      <button type="button" class="button small" onClick={onClick}>
        <Icon name="plus" />
        {label}
      </button>
    </div>
  );
}
