// The fields of an invitation: texts in each language, picture, position, times, skill. Used by actions.
import type { JSX } from "preact";
import { useAdmin } from "../admin/place";
import { Line, Pick, Span } from "./fields";
import { Labelled } from "./labelled";
import { Languages } from "./languages";
import { type InviteAction, POSITIONS, type Position, SAID } from "./rule";
import { tr } from "./words";

interface InviteProps {
  invite: InviteAction;
  onChange(invite: InviteAction): void;
}

export function InviteFields({ invite, onChange }: InviteProps): JSX.Element {
  return (
    <>
      <Languages
        fields={SAID}
        said={invite}
        onChange={(said) => onChange({ ...invite, ...said })}
      />
      <PositionChoice
        position={invite.position ?? "corner"}
        onChange={(position) => onChange({ ...invite, position })}
      />
      <div class="fields-two">
        <Labelled label={tr("invite.delay")}>
          <Span
            label={tr("invite.delay")}
            value={invite.delay_s ?? 0}
            units={["second", "minute"]}
            onChange={(delay_s) => onChange({ ...invite, delay_s })}
          />
        </Labelled>
        <Labelled label={tr("invite.expires")} hint={tr("invite.expires.why")}>
          <Span
            label={tr("invite.expires")}
            value={invite.expires_s ?? 0}
            units={["second", "minute", "hour"]}
            onChange={(expires_s) => onChange({ ...invite, expires_s })}
          />
        </Labelled>
        <Labelled label={tr("invite.image")}>
          <Line
            label={tr("invite.image")}
            value={invite.image ?? ""}
            ltr
            hint="https://"
            onChange={(image) => onChange({ ...invite, image })}
          />
        </Labelled>
        <SkillPick invite={invite} onChange={onChange} />
      </div>
    </>
  );
}

function SkillPick({ invite, onChange }: InviteProps): JSX.Element {
  const { skills } = useAdmin();
  return (
    <Labelled label={tr("invite.skill")} hint={tr("invite.skill.why")}>
      <Pick
        label={tr("invite.skill")}
        value={invite.skill ?? ""}
        options={[
          { value: "", label: tr("invite.skill.none") },
          ...skills.items.value.map(({ id, name }) => ({ value: id, label: name })),
        ]}
        onChange={(skill) => onChange({ ...invite, skill })}
      />
    </Labelled>
  );
}

interface PositionProps {
  position: Position;
  onChange(position: Position): void;
}

function PositionChoice({ position, onChange }: PositionProps): JSX.Element {
  return (
    <fieldset class="positions">
      <legend>{tr("invite.position")}</legend>
      {POSITIONS.map((name) => (
        <label key={name}>
          <input
            type="radio"
            name="position"
            class="unseen"
            checked={name === position}
            onChange={() => onChange(name)}
          />
          <span class={`position-picture at-${name}`} aria-hidden="true">
            <i />
          </span>
          {tr(`position.${name}`)}
        </label>
      ))}
    </fieldset>
  );
}
