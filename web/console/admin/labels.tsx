// The screens of groups and skills, which are alike: names that agents carry; make, rename, remove.
import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect, useId, useMemo } from "preact/hooks";
import { Dialog } from "../controls";
import { Icon } from "../icons";
import { addressOf } from "../route";
import { Confirm } from "./confirm";
import { Conflict } from "./conflict";
import { Edit } from "./edit";
import { BusyButton, Form, TextField } from "./form";
import { OpenState } from "./hours-editor";
import { type AdminPlace, useAdmin } from "./place";
import type { Label, RoutingRule, Skill } from "./records";
import { named } from "./routing-draft";
import { namesOf } from "./routing-words";
import { SaveButton } from "./save";
import { Listed, Problem, Screen, useFresh } from "./screen";
import { SkillHours } from "./skill-hours";
import { SkillSnippet } from "./skill-snippet";
import { useTask } from "./task";
import { ta } from "./words";

type Kind = "groups" | "skills";
const LONGEST = 80;

export const Groups = (): JSX.Element => <Labels kind="groups" />;
export const Skills = (): JSX.Element => <Labels kind="skills" />;

function Labels({ kind }: { kind: Kind }): JSX.Element {
  const place = useAdmin();
  const things = place[kind];
  const renaming = useSignal<Label | null>(null);
  const removing = useSignal<Label | null>(null);
  const hours = useSignal<Skill | null>(null);
  const asking = useSignal<Skill | null>(null);
  const mayWrite = place.may("people.write");
  useFresh(place.may("settings.read") ? [things, place.rules] : [things]);
  return (
    <Screen title={ta(`section.${kind}`)} lead={ta(`${kind}.lead`)}>
      {mayWrite && <NewLabel kind={kind} />}
      <Listed
        things={things}
        icon={kind === "groups" ? "people" : "star"}
        empty={{ title: `${kind}.empty`, why: `${kind}.empty.why` }}
      >
        <ul class="cards">
          {things.items.value.map((label) => (
            <li key={label.id} class="card label">
              <Told label={label} />
              <span class="soft">{ta("labels.agents", { count: label.agents })}</span>
              {mayWrite && (
                <LabelButtons
                  label={label}
                  {...("hours" in label
                    ? {
                        onHours: () => {
                          hours.value = label;
                        },
                        onAsk: () => {
                          asking.value = label;
                        },
                      }
                    : {})}
                  onRename={() => {
                    renaming.value = label;
                  }}
                  onRemove={() => {
                    removing.value = label;
                  }}
                />
              )}
            </li>
          ))}
        </ul>
      </Listed>
      {renaming.value !== null && (
        <Rename
          kind={kind}
          label={renaming.value}
          onClose={() => {
            renaming.value = null;
          }}
        />
      )}
      {hours.value !== null && (
        <SkillHours
          skill={hours.value}
          onClose={() => {
            hours.value = null;
          }}
        />
      )}
      {asking.value !== null && (
        <SkillSnippet
          skill={asking.value}
          onClose={() => {
            asking.value = null;
          }}
        />
      )}
      {removing.value !== null && (
        <Remove
          kind={kind}
          label={removing.value}
          onClose={() => {
            removing.value = null;
          }}
        />
      )}
    </Screen>
  );
}

/** Its name, whether it is open now, and what will not work as it is. */
function Told({ label }: { label: Label | Skill }): JSX.Element {
  const place = useAdmin();
  const hours = "hours" in label ? label.hours : null;
  return (
    <span class="what">
      <strong>
        <bdi>{label.name}</bdi>
      </strong>
      {"hours" in label && hours !== null && <OpenState {...label} zone={hours.zone} />}
      {label.agents === 0 && namingRules(place, label).length > 0 && (
        <span class="warned">
          <Icon name="alert" />
          {ta("labels.empty_named")}
        </span>
      )}
    </span>
  );
}

interface LabelButtonsProps {
  label: Label;
  onHours?(): void;
  onAsk?(): void;
  onRename(): void;
  onRemove(): void;
}

function LabelButtons(props: LabelButtonsProps): JSX.Element {
  const { label, onHours, onAsk, onRename, onRemove } = props;
  return (
    <span class="row-buttons">
      {onHours !== undefined && (
        <button
          type="button"
          class="button"
          aria-label={ta("hours.of", { name: label.name })}
          onClick={onHours}
        >
          {ta("hours.button")}
        </button>
      )}
      {onAsk !== undefined && (
        <button
          type="button"
          class="button"
          aria-label={ta("skills.ask.of", { name: label.name })}
          onClick={onAsk}
        >
          {ta("skills.ask")}
        </button>
      )}
      <button
        type="button"
        class="button"
        aria-label={ta("labels.rename.of", { name: label.name })}
        onClick={onRename}
      >
        {ta("labels.rename")}
      </button>
      <button
        type="button"
        class="button danger"
        aria-label={ta("remove.of", { name: label.name })}
        onClick={onRemove}
      >
        {ta("remove")}
      </button>
    </span>
  );
}

function NewLabel({ kind }: { kind: Kind }): JSX.Element {
  const place = useAdmin();
  const name = useSignal("");
  const task = useTask();
  const make = async () => {
    const wanted = name.value.trim();
    if (wanted === "") return;
    const done = await task.run(async () => {
      taken(place, kind, (await place.server.post<Label>(`/v1/${kind}`, { name: wanted })).value);
    });
    if (!done) return;
    name.value = "";
    place.say(ta("labels.made", { name: wanted }));
  };
  return (
    <Form kind="inline-form" onSubmit={make}>
      <TextField
        label={ta(`${kind}.new`)}
        value={name.value}
        maxLength={LONGEST}
        onChange={(text) => {
          name.value = text;
        }}
      />
      <BusyButton busy={task.busy} disabled={name.value.trim() === ""}>
        <Icon name="plus" />
        {ta("add")}
      </BusyButton>
      <Problem tried={ta("tried.add", { name: name.value.trim() })} failure={task.failure} />
    </Form>
  );
}

interface LabelDialogProps {
  kind: Kind;
  label: Label;
  onClose(): void;
}

function Rename({ kind, label, onClose }: LabelDialogProps): JSX.Element {
  const form = useId();
  const place = useAdmin();
  const edit = useMemo(() => openLabel(place, kind, label, onClose), [label.id]);
  useEffect(() => {
    void edit.open();
  }, [edit]);
  const save = <SaveButton edit={edit} form={form} />;
  return (
    <Dialog title={ta("labels.rename.of", { name: label.name })} onClose={onClose} footer={save}>
      <Form id={form} onSubmit={() => edit.save()}>
        <Problem tried={ta("tried.save")} failure={edit.failure.value} />
        <Conflict edit={edit} />
        <TextField
          label={ta("field.name")}
          value={edit.draft.value?.name ?? label.name}
          maxLength={LONGEST}
          required
          autofocus
          onChange={(name) => edit.set("name", name)}
        />
      </Form>
    </Dialog>
  );
}

function Remove({ kind, label, onClose }: LabelDialogProps): JSX.Element {
  const place = useAdmin();
  const naming = namesOf(namingRules(place, label));
  const remove = async () => {
    await place.server.remove(pathOf(kind, label));
    place[kind].drop(label.id);
    place.say(ta("removed", { name: label.name }));
  };
  return (
    <Confirm
      title={ta("remove.ask", { name: label.name })}
      yes={ta("remove")}
      danger
      held={naming !== ""}
      tried={ta("tried.remove", { name: label.name })}
      work={remove}
      onClose={onClose}
    >
      <p>{ta(`${kind}.remove.why`, { count: label.agents })}</p>
      {naming !== "" && (
        <p class="notice warn">
          <Icon name="alert" />
          <span>
            {ta("labels.named", { rules: naming })}{" "}
            <a href={addressOf({ screen: "admin", section: "routing" })}>{ta("rules.see")}</a>
          </span>
        </p>
      )}
    </Confirm>
  );
}

/** Whose steps ask for it; none for who may not see the rules. */
function namingRules(place: AdminPlace, { id }: Label): RoutingRule[] {
  return place.rules.items.value.filter((rule) => named(rule).has(id));
}

function openLabel(place: AdminPlace, kind: Kind, label: Label, onClose: () => void) {
  const path = pathOf(kind, label);
  return new Edit<{ name: string }>({
    load: async () => {
      const { value, etag } = await place.server.get<Label>(path);
      return { value: { name: value.name }, etag };
    },
    save: async (change, etag) => {
      const answer = await place.server.change<Label>(path, change, etag);
      taken(place, kind, answer.value);
      return { value: { name: answer.value.name }, etag: answer.etag };
    },
    onSaved: ({ name }) => {
      place.say(ta("saved.name", { name }));
      onClose();
    },
  });
}

function taken(place: AdminPlace, kind: Kind, label: Label): void {
  if (kind === "skills") place.skills.put(label as Skill);
  else place.groups.put(label);
}

function pathOf(kind: Kind, label: Label): string {
  return `/v1/${kind}/${encodeURIComponent(label.id)}`;
}
