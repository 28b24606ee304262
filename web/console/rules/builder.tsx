// The builder of one rule: its parts beside its sentence and a picture of its invitation; saved with a word why not.
import type { ComponentChildren, JSX } from "preact";
import { useEffect, useMemo } from "preact/hooks";
import { Conflict } from "../admin/conflict";
import { BusyButton, Check, Form, TextField } from "../admin/form";
import { Problem, Waiting } from "../admin/screen";
import { Icon } from "../icons";
import { goTo } from "../route";
import { Actions } from "./actions";
import { CapFields, ConversionFields, ScheduleFields } from "./bounds";
import { Conditions } from "./conditions";
import { attended, isUnattended } from "./draft";
import { NEW, RuleEdit, refusalOf } from "./edit";
import { ExperimentFields } from "./experiment";
import { ruleAddress } from "./list";
import { MarkedAt } from "./marked";
import { useRules } from "./place";
import { Preview } from "./preview";
import { boundsText, deedsText, whenText } from "./sentence";
import { tr } from "./words";

export function Builder({ id }: { id: string }): JSX.Element {
  const place = useRules();
  const rule = useMemo(
    () =>
      new RuleEdit(place.admin.server, id, place.kept, (saved) => {
        place.rules.put(saved);
        place.admin.say(tr("builder.saved", { name: saved.name }));
        void place.rules.reload();
        if (id === NEW) goTo({ screen: "admin", section: "rules", part: saved.id });
      }),
    [id],
  );
  useEffect(() => {
    void rule.open();
    if (!place.rules.loaded.peek()) void place.rules.reload();
    return rule.follow();
  }, [rule]);
  const { draft, failure } = rule.edit;
  if (draft.value === null || !("when" in draft.value))
    return failure.value === null ? (
      <Waiting />
    ) : (
      <Problem failure={failure.value} again={() => void rule.open()} />
    );
  return <Parts rule={rule} />;
}

function Parts({ rule }: { rule: RuleEdit }): JSX.Element {
  const place = useRules();
  const others = place.rules.items.value
    .filter(({ id }) => id !== rule.id)
    .map(({ number, name }) => ({ value: String(number), label: name }));
  return (
    <Form kind="builder" onSubmit={() => rule.save()}>
      <fieldset class="builder-parts" disabled={!place.mayWrite}>
        <legend class="unseen">{tr("builder.parts")}</legend>
        <Restored rule={rule} />
        <Head rule={rule} />
        <Part title={tr("part.when")} hint={tr("part.when.why")}>
          <Conditions rule={rule} rules={others} />
        </Part>
        <Part title={tr("part.do")} hint={tr("part.do.why")}>
          <Actions rule={rule} />
          <Unattended rule={rule} />
        </Part>
        <Part title={tr("part.often")}>
          <CapFields rule={rule} />
        </Part>
        <Part title={tr("part.schedule")}>
          <ScheduleFields rule={rule} />
        </Part>
        <Part title={tr("part.experiment")}>
          <ExperimentFields rule={rule} />
        </Part>
        <Part title={tr("part.conversion")}>
          <ConversionFields rule={rule} />
        </Part>
      </fieldset>
      <aside class="builder-side" aria-label={tr("builder.side")}>
        <Summary rule={rule} />
        <section class="panel-card">
          <h3>{tr("preview.title")}</h3>
          <Preview draft={rule.draft.value} />
        </section>
      </aside>
      <SaveBar rule={rule} />
    </Form>
  );
}

interface PartProps {
  title: string;
  hint?: string;
  children: ComponentChildren;
}

function Part({ title, hint, children }: PartProps): JSX.Element {
  return (
    <section class="panel-card">
      <h3>{title}</h3>
      {hint !== undefined && <p class="hint">{hint}</p>}
      {children}
    </section>
  );
}

function Restored({ rule }: { rule: RuleEdit }): JSX.Element {
  return (
    <div role="status">
      {rule.restored.value && (
        <div class="notice warn">
          <Icon name="alert" />
          <p>{tr("builder.restored")}</p>
          <button type="button" class="button" onClick={() => rule.drop()}>
            {tr("builder.drop")}
          </button>
        </div>
      )}
    </div>
  );
}

function Head({ rule }: { rule: RuleEdit }): JSX.Element {
  const { name, enabled } = rule.draft.value;
  return (
    <section class="panel-card">
      <TextField
        label={tr("builder.name")}
        hint={tr("builder.name.why")}
        value={name}
        maxLength={80}
        autofocus={rule.id === NEW}
        onChange={(text) => rule.set("name", text)}
      />
      <Check
        label={tr("builder.enabled")}
        hint={tr("builder.enabled.why")}
        checked={enabled}
        onChange={(on) => rule.set("enabled", on)}
      />
      <MarkedAt rule={rule} at="/name" />
    </section>
  );
}

/** A rule that invites to a chat, whoever is there to answer. */
function Unattended({ rule }: { rule: RuleEdit }): JSX.Element {
  return (
    <div role="status">
      {isUnattended(rule.draft.value) && (
        <div class="notice warn">
          <Icon name="alert" />
          <p>{tr("builder.unattended")}</p>
          <button
            type="button"
            class="button"
            onClick={() => rule.set("when", attended(rule.draft.value.when))}
          >
            {tr("builder.attend")}
          </button>
        </div>
      )}
    </div>
  );
}

/** The rule in words, as it is built. */
function Summary({ rule }: { rule: RuleEdit }): JSX.Element {
  const { nameOf } = useRules();
  const draft = rule.draft.value;
  const bounds = boundsText(draft);
  return (
    <section class="panel-card rule-summary" aria-live="polite">
      <h3>{tr("builder.words")}</h3>
      <p>
        {tr("say.rule", {
          when: whenText(draft.when, nameOf),
          what: deedsText(draft.actions, nameOf),
        })}
      </p>
      {bounds.length > 0 && (
        <ul>
          {bounds.map((text) => (
            <li key={text}>{text}</li>
          ))}
        </ul>
      )}
    </section>
  );
}

function SaveBar({ rule }: { rule: RuleEdit }): JSX.Element {
  const { mayWrite } = useRules();
  const { edit } = rule;
  const why = mayWrite ? hindrance(rule) : tr("builder.read_only");
  return (
    <div class="save-bar">
      <p role="status">
        {why !== "" && (
          <>
            <Icon name="alert" />
            {why}
          </>
        )}
      </p>
      <a class="button" href={ruleAddress("")}>
        {tr("builder.back")}
      </a>
      <BusyButton busy={edit.busy.value} disabled={why !== ""}>
        {tr("builder.save")}
      </BusyButton>
      {refusalOf(edit.failure.value) === null && <Problem failure={edit.failure.value} />}
      <Conflict edit={edit} />
    </div>
  );
}

/** Why it cannot be saved now; "" if it can. */
function hindrance(rule: RuleEdit): string {
  const [fault] = rule.faults.value;
  if (fault !== undefined) return tr(fault.why);
  if (rule.refused.value !== null) return tr("builder.refused");
  return rule.edit.dirty.value ? "" : tr("builder.unchanged");
}
