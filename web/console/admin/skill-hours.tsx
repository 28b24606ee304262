// The dialog of a skill's business hours. Opened from the list of skills.
import type { JSX } from "preact";
import { useEffect, useId, useMemo } from "preact/hooks";
import { Dialog } from "../controls";
import { Conflict } from "./conflict";
import { Edit } from "./edit";
import { Form } from "./form";
import type { Hours } from "./hours";
import { HoursEditor } from "./hours-editor";
import { type AdminPlace, useAdmin } from "./place";
import type { Skill, Tagged } from "./records";
import { SaveButton } from "./save";
import { Problem, Waiting } from "./screen";
import { ta } from "./words";

interface SkillHoursProps {
  skill: Skill;
  onClose(): void;
}

export function SkillHours({ skill, onClose }: SkillHoursProps): JSX.Element {
  const form = useId();
  const place = useAdmin();
  const edit = useMemo(() => openHours(place, skill, onClose), [skill.id]);
  useEffect(() => {
    void edit.open();
  }, [edit]);
  const save = <SaveButton edit={edit} form={form} />;
  const { value: draft } = edit.draft;
  return (
    <Dialog
      title={ta("hours.of", { name: skill.name })}
      onClose={onClose}
      footer={save}
      wide={true}
    >
      <Form id={form} onSubmit={() => edit.save()}>
        <Problem tried={ta("tried.save")} failure={edit.failure.value} />
        <Conflict edit={edit} />
        {draft === null ? (
          <Waiting />
        ) : (
          <>
            <p class="hint">{ta("hours.skill.rules")}</p>
            <HoursEditor hours={draft.hours} onChange={(hours) => edit.set("hours", hours)} />
          </>
        )}
      </Form>
    </Dialog>
  );
}

function openHours(place: AdminPlace, skill: Skill, onClose: () => void) {
  const path = `/v1/skills/${encodeURIComponent(skill.id)}`;
  const taken = (answer: Tagged<Skill>): Tagged<{ hours: Hours | null }> => {
    place.skills.put(answer.value);
    return { value: { hours: answer.value.hours }, etag: answer.etag };
  };
  return new Edit<{ hours: Hours | null }>({
    load: async () => taken(await place.server.get<Skill>(path)),
    save: async (change, etag) => taken(await place.server.change<Skill>(path, change, etag)),
    onSaved: () => {
      place.say(ta("saved.name", { name: skill.name }));
      onClose();
    },
  });
}
