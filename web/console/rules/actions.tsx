// What a rule does: its actions, each with its own fields. Used by the builder.
import type { JSX } from "preact";
import { Check } from "../admin/form";
import { useAdmin } from "../admin/place";
import { Icon } from "../icons";
import { actionOf, deedsLeft } from "./draft";
import type { RuleEdit } from "./edit";
import { Line, type Option, Pick, Span } from "./fields";
import { InviteFields } from "./invite";
import { Labelled } from "./labelled";
import { Languages } from "./languages";
import { MarkedAt } from "./marked";
import type { Action, Deed } from "./rule";
import { tr } from "./words";

export function Actions({ rule }: { rule: RuleEdit }): JSX.Element {
  const { actions } = rule.draft.value;
  const put = (at: number, action: Action) =>
    rule.set(
      "actions",
      actions.map((old, place) => (place === at ? action : old)),
    );
  const free = deedsLeft(actions);
  return (
    <div class="deeds">
      {actions.map((action, at) => (
        <section class="deed" key={at} aria-label={tr(`deed.${action.do}`)}>
          <header>
            <h4>{tr(`deed.${action.do}`)}</h4>
            <button
              type="button"
              class="icon-button"
              aria-label={tr("deed.drop", { name: tr(`deed.${action.do}`) })}
              title={tr("deed.drop", { name: tr(`deed.${action.do}`) })}
              onClick={() =>
                rule.set(
                  "actions",
                  actions.filter((_, place) => place !== at),
                )
              }
            >
              <Icon name="close" />
            </button>
          </header>
          <Fields action={action} onChange={(changed) => put(at, changed)} />
          <MarkedAt rule={rule} at={`/actions/${at}`} />
        </section>
      ))}
      <Pick
        label={tr("deed.add")}
        value=""
        options={[
          { value: "", label: tr("deed.add") },
          ...free.map((value) => ({ value, label: tr(`deed.${value}`) })),
        ]}
        onChange={(deed) => {
          if (deed !== "") rule.set("actions", [...actions, actionOf(deed as Deed)]);
        }}
      />
    </div>
  );
}

interface FieldsProps<Shown extends Action = Action> {
  action: Shown;
  onChange(action: Action): void;
}

function Fields({ action, onChange }: FieldsProps): JSX.Element {
  switch (action.do) {
    case "invite":
      return <InviteFields invite={action} onChange={onChange} />;
    case "button":
      return (
        <Check
          label={tr("deed.button.on")}
          checked={action.show}
          onChange={(show) => onChange({ ...action, show })}
        />
      );
    case "banner":
      return <Banner action={action} onChange={onChange} />;
    case "article":
      return <Article action={action} onChange={onChange} />;
    case "route":
      return <Route action={action} onChange={onChange} />;
    case "set":
      return <SetVariable action={action} onChange={onChange} />;
  }
  return <p class="hint">{tr(action.do === "open" ? "deed.open.why" : "deed.suppress.why")}</p>;
}

type Of<Name extends Deed> = FieldsProps<Extract<Action, { do: Name }>>;

function Banner({ action, onChange }: Of<"banner">): JSX.Element {
  return (
    <>
      <Languages
        fields={["text"]}
        said={{ text: action.text }}
        onChange={({ text = {} }) => onChange({ ...action, text })}
      />
      <Link
        label={tr("field.link.maybe")}
        link={action.link ?? ""}
        onChange={(link) => onChange({ ...action, link })}
      />
    </>
  );
}

function Article({ action, onChange }: Of<"article">): JSX.Element {
  return (
    <>
      <Languages
        fields={["title"]}
        said={{ title: action.title }}
        onChange={({ title = {} }) => onChange({ ...action, title })}
      />
      <Link
        label={tr("field.link")}
        link={action.link}
        onChange={(link) => onChange({ ...action, link })}
      />
    </>
  );
}

interface LinkProps {
  label: string;
  link: string;
  onChange(link: string): void;
}

function Link({ label, link, onChange }: LinkProps): JSX.Element {
  return (
    <Labelled label={label}>
      <Line label={label} value={link} ltr hint="https://" onChange={onChange} />
    </Labelled>
  );
}

function Route({ action, onChange }: Of<"route">): JSX.Element {
  const place = useAdmin();
  const targets = { skill: place.skills, group: place.groups, agent: place.agents } as const;
  const kinds = Object.keys(targets) as (keyof typeof targets)[];
  const kind = kinds.find((name) => name in action) ?? "skill";
  const options: Option[] = targets[kind].items.value.map(({ id, name }) => ({
    value: id,
    label: name,
  }));
  const aim = (name: (typeof kinds)[number], id: string): Action => ({
    do: "route",
    credit_s: action.credit_s ?? 0,
    [name]: id,
  });
  return (
    <div class="fields-two">
      <Labelled label={tr("route.to")}>
        <Pick
          label={tr("route.kind")}
          value={kind}
          options={kinds.map((value) => ({ value, label: tr(`route.${value}`) }))}
          onChange={(name) => onChange(aim(name as (typeof kinds)[number], ""))}
        />
        <Pick
          label={tr("route.to")}
          value={action[kind] ?? ""}
          options={[{ value: "", label: tr("list.choose") }, ...options]}
          onChange={(id) => onChange(aim(kind, id))}
        />
      </Labelled>
      <Labelled label={tr("route.credit")} hint={tr("route.credit.why")}>
        <Span
          label={tr("route.credit")}
          value={action.credit_s ?? 0}
          units={["second", "minute"]}
          onChange={(credit_s) => onChange({ ...action, credit_s })}
        />
      </Labelled>
    </div>
  );
}

function SetVariable({ action, onChange }: Of<"set">): JSX.Element {
  return (
    <div class="fields-two">
      <Labelled label={tr("named.variable")}>
        <Line
          label={tr("named.variable")}
          value={action.name}
          ltr
          most={64}
          onChange={(name) => onChange({ ...action, name })}
        />
      </Labelled>
      <Labelled label={tr("value")}>
        <Line
          label={tr("value")}
          value={String(action.value)}
          onChange={(value) => onChange({ ...action, value })}
        />
      </Labelled>
    </div>
  );
}
