// The dialog with the line by which a page asks for a skill. Opened from the list of skills.
import type { JSX } from "preact";
import { Dialog } from "../controls";
import { Copied } from "./copy";
import type { Skill } from "./records";
import { ta } from "./words";

export function SkillSnippet({ skill, onClose }: { skill: Skill; onClose(): void }): JSX.Element {
  const title = ta("skills.ask.of", { name: skill.name });
  return (
    <Dialog title={title} onClose={onClose}>
      <div class="admin-form">
        <p>{ta("skills.ask.why")}</p>
        <Copied text={`parley("set", "skill", "${skill.id}");`} label={title} />
      </div>
    </Dialog>
  );
}
