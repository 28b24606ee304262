// The dialog of one routing rule, new or known: its conditions, steps, named agent, priority.
import type { JSX } from "preact";
import { useEffect, useId, useMemo } from "preact/hooks";
import { Dialog, Scroller } from "../controls";
import { Conflict } from "./conflict";
import { Edit } from "./edit";
import { Form, NumberField, SelectField, TextField } from "./form";
import { type AdminPlace, useAdmin } from "./place";
import type { RoutingRule, Tagged } from "./records";
import { BLANK, draftOf, type RoutingDraft } from "./routing-draft";
import { Conditions, Steps } from "./routing-parts";
import { lackOf, whenOf, whereOf } from "./routing-words";
import { SaveButton } from "./save";
import { Problem } from "./screen";
import { ta } from "./words";

export const RULES = "/v1/routing-rules";
const LONGEST_S = 3_600;
const WAIT_S = 30;

interface RoutingDialogProps {
  /** `null`: a new one. */
  rule: RoutingRule | null;
  onClose(): void;
}

export function RoutingDialog({ rule, onClose }: RoutingDialogProps): JSX.Element {
  const form = useId();
  const place = useAdmin();
  const edit = useMemo(() => openRule(place, rule, onClose), [rule?.id]);
  useEffect(() => {
    void edit.open();
  }, [edit]);
  // What the list knows, until it is read anew: the name has the focus from the first moment on.
  const draft = edit.draft.value ?? (rule === null ? BLANK : draftOf(rule));
  const buttons = (
    <>
      <InWords draft={draft} />
      <button type="button" class="button" onClick={onClose}>
        {ta("cancel")}
      </button>
      <SaveButton
        edit={edit}
        form={form}
        lack={lackOf(draft)}
        fresh={rule === null ? ta("rules.fresh") : undefined}
      />
    </>
  );
  const title = rule === null ? ta("rules.new") : ta("rules.change.of", { name: rule.name });
  return (
    <Dialog title={title} onClose={onClose} footer={buttons} wide={true}>
      <Form id={form} onSubmit={() => edit.save()}>
        <Fields edit={edit} draft={draft} />
        <Problem tried={ta("tried.save")} failure={edit.failure.value} />
        <Conflict edit={edit} />
      </Form>
    </Dialog>
  );
}

/** Beside the buttons, where it is in sight while the form is scrolled. */
function InWords({ draft }: { draft: RoutingDraft }): JSX.Element {
  const place = useAdmin();
  const name = (id: string) => place.nameOf(id) || id;
  return (
    <Scroller kind="in-words" label={ta("rule.in_words")}>
      <p role="status">
        {ta("rule.goes", { when: whenOf(draft, name), where: whereOf(draft, name) })}
      </p>
    </Scroller>
  );
}

interface FieldsProps {
  edit: Edit<RoutingDraft>;
  draft: RoutingDraft;
}

function Fields({ edit, draft }: FieldsProps): JSX.Element {
  return (
    <>
      <TextField
        label={ta("field.name")}
        hint={ta("rules.name.hint")}
        value={draft.name}
        maxLength={80}
        required
        autofocus
        onChange={(text) => edit.set("name", text)}
      />
      <Conditions
        conditions={draft.conditions}
        onChange={(conditions) => edit.set("conditions", conditions)}
      />
      <Steps rings={draft.rings} onChange={(rings) => edit.set("rings", rings)} />
      <NamedAgent edit={edit} draft={draft} />
      <Priority edit={edit} draft={draft} />
    </>
  );
}

function NamedAgent({ edit, draft }: FieldsProps): JSX.Element {
  const { agents } = useAdmin();
  const known = agents.items.value.filter(({ id, active }) => active || id === draft.agent);
  const choose = (agent: string) => {
    edit.set("agent", agent);
    edit.set("agent_wait_s", agent === "" ? 0 : draft.agent_wait_s || WAIT_S);
  };
  return (
    <div class="rule-row">
      <SelectField
        label={ta("rule.named")}
        hint={ta("rule.named.hint")}
        value={draft.agent}
        options={[
          { value: "", label: ta("rule.named.none") },
          ...known.map(({ id, name }) => ({ value: id, label: name })),
        ]}
        onChange={choose}
      />
      {draft.agent !== "" && (
        <NumberField
          label={ta("rule.named.wait")}
          unit={ta("unit.seconds")}
          value={draft.agent_wait_s}
          min={1}
          max={LONGEST_S}
          onChange={(seconds) => edit.set("agent_wait_s", seconds)}
        />
      )}
    </div>
  );
}

function Priority({ edit, draft }: FieldsProps): JSX.Element {
  return (
    <div class="rule-row">
      <NumberField
        label={ta("field.credit_s")}
        hint={ta("rule.credit.hint")}
        unit={ta("unit.seconds")}
        value={draft.credit_s}
        min={0}
        max={LONGEST_S}
        onChange={(seconds) => edit.set("credit_s", seconds)}
      />
      <NumberField
        label={ta("field.weight")}
        hint={ta("rule.weight.hint")}
        value={draft.weight}
        min={1}
        max={5}
        onChange={(weight) => edit.set("weight", weight)}
      />
    </div>
  );
}

function openRule(place: AdminPlace, rule: RoutingRule | null, onClose: () => void) {
  const taken = (answer: Tagged<RoutingRule>): Tagged<RoutingDraft> => {
    place.rules.put(answer.value);
    return { value: draftOf(answer.value), etag: answer.etag };
  };
  const path = rule === null ? RULES : `${RULES}/${encodeURIComponent(rule.id)}`;
  return new Edit<RoutingDraft>({
    load: async () =>
      rule === null ? { value: BLANK, etag: "" } : taken(await place.server.get(path)),
    save: async (change, etag) =>
      taken(
        rule === null
          ? await place.server.post<RoutingRule>(RULES, { ...BLANK, ...change })
          : await place.server.change<RoutingRule>(path, change, etag),
      ),
    onSaved: ({ name }) => {
      place.say(ta("saved.name", { name }));
      // Warnings of others may have changed with it.
      void place.rules.reload();
      onClose();
    },
  });
}
