// The settings screen: sites, limits and waits, masking, sign-in; one form with one save.
import type { ComponentChildren, JSX } from "preact";
import { useEffect } from "preact/hooks";
import type { AccountDraft } from "./account";
import { Conflict } from "./conflict";
import type { Edit } from "./edit";
import { BusyButton, Check, Form, NumberField, Radios, TextField } from "./form";
import { HoursEditor } from "./hours-editor";
import { Masks } from "./masks";
import { useAdmin } from "./place";
import { ACCEPT_MODES } from "./records";
import { Problem, Screen, Waiting } from "./screen";
import { Sites } from "./sites";
import { ta, type Word } from "./words";

/** Seconds: the bounds are the server's. */
const SHORTEST_S = 5;
const LONGEST_S = 86_400;
const WAITS = ["grace_s", "max_wait_s", "away_waiting_s", "away_open_s"] as const;
const BOUNDS = [
  { field: "offer_s", unit: "unit.seconds", min: 5, max: 300 },
  { field: "wrap_up_s", unit: "unit.seconds", min: 0, max: 900 },
  { field: "last_agent_days", unit: "unit.days", min: 0, max: 365 },
  { field: "retention_months", unit: "unit.months", min: 1, max: 84 },
  { field: "max_queue", unit: null, min: 0, max: 10_000 },
  { field: "busy_wait_s", unit: "unit.seconds", min: 0, max: 3_600 },
] as const;

export function Settings(): JSX.Element {
  const place = useAdmin();
  const edit = place.settings;
  useEffect(() => {
    if (!edit.dirty.peek()) void edit.open();
  }, [edit]);
  const mayWrite = place.may("settings.write");
  const { value: draft } = edit.draft;
  return (
    <Screen title={ta("section.settings")} lead={ta("settings.lead")}>
      {!mayWrite && <p class="notice">{ta("settings.read_only")}</p>}
      {draft === null ? (
        <Opening edit={edit} />
      ) : (
        <Form onSubmit={() => edit.save()}>
          <fieldset disabled={!mayWrite} class="settings">
            <General edit={edit} draft={draft} />
            <Chats edit={edit} draft={draft} />
            <HandingOut edit={edit} draft={draft} />
            <Part title="settings.hours" lead="settings.hours.lead">
              <HoursEditor hours={draft.hours} onChange={(hours) => edit.set("hours", hours)} />
            </Part>
            <Masking edit={edit} draft={draft} />
            <SigningIn edit={edit} draft={draft} />
          </fieldset>
          <Conflict edit={edit} />
          <Problem failure={edit.failure.value} tried={ta("tried.save")} />
          {edit.dirty.value && <SaveBar edit={edit} />}
        </Form>
      )}
    </Screen>
  );
}

function Opening({ edit }: { edit: Edit<AccountDraft> }): JSX.Element {
  if (edit.failure.value === null) return <Waiting />;
  return <Problem failure={edit.failure.value} again={() => void edit.open()} />;
}

function SaveBar({ edit }: { edit: Edit<AccountDraft> }): JSX.Element {
  return (
    <div class="save-bar">
      <p role="status">
        {ta("settings.unsaved", { count: Object.keys(edit.changes.value).length })}
      </p>
      <button type="button" class="button" onClick={() => edit.undo()}>
        {ta("settings.undo")}
      </button>
      <BusyButton busy={edit.busy.value}>{ta("save")}</BusyButton>
    </div>
  );
}

interface PartProps {
  edit: Edit<AccountDraft>;
  draft: AccountDraft;
}

function General({ edit, draft }: PartProps): JSX.Element {
  return (
    <Part title="settings.sites">
      <TextField
        label={ta("field.account_name")}
        value={draft.name}
        maxLength={80}
        required
        onChange={(name) => edit.set("name", name)}
      />
      <Sites origins={draft.origins} onChange={(origins) => edit.set("origins", origins)} />
    </Part>
  );
}

function Chats({ edit, draft }: PartProps): JSX.Element {
  return (
    <Part title="settings.chats">
      <NumberField
        label={ta("field.max_chats.new")}
        hint={ta("settings.max_chats.hint")}
        value={draft.max_chats}
        min={0}
        max={1_000}
        onChange={(max) => edit.set("max_chats", max)}
      />
      {WAITS.map((field) => (
        <NumberField
          key={field}
          label={ta(`field.${field}`)}
          hint={ta(`settings.${field}.hint`)}
          unit={ta("unit.seconds")}
          value={draft[field]}
          min={SHORTEST_S}
          max={LONGEST_S}
          onChange={(value) => edit.set(field, value)}
        />
      ))}
    </Part>
  );
}

function HandingOut({ edit, draft }: PartProps): JSX.Element {
  return (
    <Part title="settings.routing" lead="settings.routing.lead">
      <Radios
        legend={ta("field.accept_mode")}
        options={ACCEPT_MODES.map((mode) => ({
          value: mode,
          label: ta(`accept_mode.${mode}`),
          hint: ta(`accept_mode.${mode}.hint`),
        }))}
        value={draft.accept_mode}
        onChange={(mode) => edit.set("accept_mode", mode)}
      />
      {BOUNDS.map(({ field, unit, min, max }) => (
        <NumberField
          key={field}
          label={ta(`field.${field}`)}
          hint={ta(`settings.${field}.hint`)}
          {...(unit === null ? {} : { unit: ta(unit) })}
          value={draft[field]}
          min={min}
          max={max}
          disabled={field === "offer_s" && draft.accept_mode !== "offer"}
          onChange={(value) => edit.set(field, value)}
        />
      ))}
    </Part>
  );
}

function Masking({ edit, draft }: PartProps): JSX.Element {
  return (
    <Part title="settings.masking" lead="settings.masking.lead">
      <Check
        label={ta("field.mask_cards")}
        hint={ta("settings.mask_cards.hint")}
        checked={draft.mask_cards}
        onChange={(on) => edit.set("mask_cards", on)}
      />
      <Check
        label={ta("field.keep_cards")}
        hint={ta("settings.keep_cards.hint")}
        checked={draft.keep_cards}
        disabled={!draft.mask_cards}
        onChange={(on) => edit.set("keep_cards", on)}
      />
      <Masks
        patterns={draft.mask_patterns}
        onChange={(patterns) => edit.set("mask_patterns", patterns)}
      />
    </Part>
  );
}

function SigningIn({ edit, draft }: PartProps): JSX.Element {
  return (
    <Part title="settings.sign_in">
      <Check
        label={ta("field.mfa_required")}
        hint={ta("settings.mfa_required.hint")}
        checked={draft.mfa_required}
        onChange={(on) => edit.set("mfa_required", on)}
      />
      <NumberField
        label={ta("field.password_days")}
        hint={ta("settings.password_days.hint")}
        unit={ta("unit.days")}
        value={draft.password_days}
        min={0}
        max={3_650}
        onChange={(days) => edit.set("password_days", days)}
      />
    </Part>
  );
}

interface Partly {
  title: Word;
  lead?: Word;
  children: ComponentChildren;
}

function Part({ title, lead, children }: Partly): JSX.Element {
  return (
    <section class="panel-card">
      <h3>{ta(title)}</h3>
      {lead !== undefined && <p class="soft">{ta(lead)}</p>}
      {children}
    </section>
  );
}
