// The box that tries the routing rules: a chat as it might be, and where it would go now and why.
import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { Icon } from "../icons";
import { tMaybe } from "../text";
import { BusyButton, Check, Form, SelectField, TextField } from "./form";
import { type AdminPlace, useAdmin } from "./place";
import type { RoutingFinding, RoutingStep, RoutingTrial, TrialVerdict } from "./records";
import { DEVICES } from "./routing-draft";
import { AddRow, RemoveRow } from "./routing-parts";
import { fieldText } from "./routing-words";
import { Problem } from "./screen";
import { useTask } from "./task";
import { ta } from "./words";

interface Facts {
  url: string;
  referrer: string;
  language: string;
  country: string;
  device: string;
  skill: string;
  rule: string;
  returning: boolean;
}

const FACTS: Facts = {
  url: "",
  referrer: "",
  language: "",
  country: "",
  device: "desktop",
  skill: "",
  rule: "",
  returning: false,
};
const TEXTS = ["url", "referrer", "language", "country", "rule"] as const;

const PLACE = "routing-trial";

/** Brings the box into sight, ready to be typed into. */
export function goToTrial(): void {
  const box = document.getElementById(PLACE)?.closest("section");
  box?.scrollIntoView({ block: "start" });
  box?.querySelector("input")?.focus();
}

export function RoutingTest(): JSX.Element {
  const { server } = useAdmin();
  const facts = useSignal(FACTS);
  const variables = useSignal<readonly [string, string][]>([]);
  const trial = useSignal<RoutingTrial | null>(null);
  const task = useTask();
  const result = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (trial.value !== null) result.current?.scrollIntoView({ block: "nearest" });
  }, [trial.value]);
  const run = () =>
    task.run(async () => {
      const named = Object.fromEntries(variables.value.filter(([name]) => name !== ""));
      const asked = { ...facts.value, variables: named };
      trial.value = await server.ask<RoutingTrial>("/v1/routing-rules/test", asked);
    });
  return (
    <section class="panel-card" aria-labelledby={PLACE}>
      <h3 id={PLACE}>{ta("trial.title")}</h3>
      <p class="soft">{ta("trial.lead")}</p>
      <Form onSubmit={() => void run()}>
        <FactFields
          facts={facts.value}
          onChange={(changed) => {
            facts.value = changed;
          }}
        />
        <Variables
          variables={variables.value}
          onChange={(changed) => {
            variables.value = changed;
          }}
        />
        <div class="row-buttons">
          <BusyButton busy={task.busy}>{ta("trial.run")}</BusyButton>
        </div>
        <Problem tried={ta("tried.try")} failure={task.failure} />
      </Form>
      <div role="status" ref={result}>
        {trial.value !== null && <Outcome trial={trial.value} />}
      </div>
    </section>
  );
}

interface FactFieldsProps {
  facts: Facts;
  onChange(facts: Facts): void;
}

function FactFields({ facts, onChange }: FactFieldsProps): JSX.Element {
  const { skills } = useAdmin();
  const known = skills.items.value.map(({ id, name }) => ({ value: id, label: name }));
  return (
    <div class="trial-facts">
      {TEXTS.map((field) => (
        <TextField
          key={field}
          label={ta(`rule_field.${field}`)}
          value={facts[field]}
          maxLength={field === "url" || field === "referrer" ? 2_000 : 100}
          hint={formOf(field)}
          ltr
          onChange={(value) => onChange({ ...facts, [field]: value })}
        />
      ))}
      <SelectField
        label={ta("rule_field.device")}
        value={facts.device}
        options={DEVICES.map((value) => ({ value: value as string, label: ta(`value.${value}`) }))}
        onChange={(device) => onChange({ ...facts, device })}
      />
      <SelectField
        label={ta("rule_field.skill")}
        value={facts.skill}
        options={[{ value: "", label: ta("nothing") }, ...known]}
        onChange={(skill) => onChange({ ...facts, skill })}
      />
      <Check
        label={ta("trial.returning")}
        checked={facts.returning}
        onChange={(returning) => onChange({ ...facts, returning })}
      />
    </div>
  );
}

/** How those are written that have a form of their own. */
function formOf(field: (typeof TEXTS)[number]): string | undefined {
  return field === "url" || field === "referrer" ? undefined : ta(`trial.form.${field}`);
}

interface VariablesProps {
  variables: readonly [string, string][];
  onChange(variables: [string, string][]): void;
}

function Variables({ variables, onChange }: VariablesProps): JSX.Element {
  const put = (place: number, pair: [string, string]) =>
    onChange(variables.map((old, one) => (one === place ? pair : old)));
  return (
    <>
      {variables.map(([name, value], place) => (
        <div class="rule-row" key={place}>
          <TextField
            label={ta("rule.variable.name")}
            value={name}
            maxLength={64}
            ltr
            onChange={(text) => put(place, [text, value])}
          />
          <TextField
            label={ta("rule.value")}
            value={value}
            maxLength={500}
            ltr
            onChange={(text) => put(place, [name, text])}
          />
          <RemoveRow
            label={ta("trial.variable.remove", { number: place + 1 })}
            onClick={() => onChange(variables.filter((_, one) => one !== place))}
          />
        </div>
      ))}
      <AddRow label={ta("trial.variable.add")} onClick={() => onChange([...variables, ["", ""]])} />
    </>
  );
}

function Outcome({ trial }: { trial: RoutingTrial }): JSX.Element {
  const place = useAdmin();
  return (
    <div class="trial">
      <h4>{ta("trial.path")}</h4>
      <ol class="trial-path">
        {trial.findings.map((finding) => (
          <li key={finding.rule} class={finding.reason}>
            <Icon name={finding.reason === "matched" ? "check" : "minus"} />
            <span>
              <strong>
                <bdi>{ruleName(place, finding.rule)}</bdi>
              </strong>{" "}
              {findingText(place, finding)}
            </span>
          </li>
        ))}
        {trial.rule === "" && (
          <li class="matched">
            <Icon name="check" />
            {ta(trial.skill === "" ? "trial.no_rule" : "trial.own_skill", {
              skill: place.nameOf(trial.skill) || trial.skill,
            })}
          </li>
        )}
      </ol>
      {trial.steps.map((step) => (
        <Step key={step.after_s} step={step} />
      ))}
    </div>
  );
}

function ruleName(place: AdminPlace, id: string): string {
  return place.rules.byId.value.get(id)?.name ?? ta("gone");
}

function findingText(place: AdminPlace, finding: RoutingFinding): string {
  if (finding.reason === "matched") return ta("trial.matched");
  if (finding.reason === "closed") {
    return ta("trial.closed", { skill: place.nameOf(finding.skill) || finding.skill });
  }
  const condition = place.rules.byId.value.get(finding.rule)?.conditions[finding.condition];
  const field = condition === undefined ? "" : fieldText(condition);
  const seen = place.nameOf(finding.seen) || finding.seen;
  return seen === "" ? ta("trial.lacks", { field }) : ta("trial.differs", { field, seen });
}

function Step({ step }: { step: RoutingStep }): JSX.Element {
  const when = step.after_s === 0 ? ta("trial.now") : ta("trial.later", { seconds: step.after_s });
  const who = step.agent === "" ? ta("trial.nobody") : ta("trial.to", { name: step.name });
  return (
    <section>
      <h4>
        {when} {who}
      </h4>
      <ol class="trial-agents">
        {step.verdicts.map((verdict) => (
          <Candidate key={verdict.agent} verdict={verdict} />
        ))}
      </ol>
    </section>
  );
}

function Candidate({ verdict }: { verdict: TrialVerdict }): JSX.Element {
  const place = useAdmin();
  const { name, agent, reason, used, limit, detail } = verdict;
  const share = limit === 0 ? 100 : Math.min(100, (100 * used) / limit);
  const text = reason === "chosen" ? ta("trial.chosen") : tMaybe(`why.${reason}`, "why.other");
  return (
    <li class={reason}>
      <bdi>{name || agent}</bdi>
      <span>
        <span class="bar" aria-hidden="true">
          <i style={{ inlineSize: `${share}%` }} />
        </span>
        <span class="soft">{ta("trial.slots", { used, limit })}</span>
      </span>
      <span class="soft">
        {text} {detail === "" ? "" : `(${place.inWords(detail)})`}
      </span>
    </li>
  );
}
