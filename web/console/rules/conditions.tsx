// The conditions of a rule as a tree of groups, all of it by keyboard too. Used by the builder.
import type { JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { Icon } from "../icons";
import { useNames, ValueControl } from "./control";
import type { RuleEdit } from "./edit";
import { Line, type Option, Pick } from "./fields";
import { Marked } from "./marked";
import type { Condition, Group, Kind, Node } from "./rule";
import {
  conditionOn,
  formOf,
  type Operator,
  operatorsFor,
  type Source,
  sourcesOf,
  TOPICS,
  withOperator,
} from "./sources";
import {
  childrenOf,
  groupOf,
  insert,
  isGroup,
  KINDS,
  kindOf,
  move,
  type Path,
  pointerOf,
  put,
  remove,
  unwrap,
  wrap,
} from "./tree";
import { tr, trMaybe } from "./words";

interface TreeProps {
  rule: RuleEdit;
  /** Other rules, by number. */
  rules: readonly Option[];
}

export function Conditions({ rule, rules }: TreeProps): JSX.Element {
  const root = rule.draft.value.when as Group;
  return (
    <div class="cond-tree">
      <GroupBox rule={rule} rules={rules} group={root} path={[]} />
      <p class="hint">{tr("tree.keys")}</p>
    </div>
  );
}

interface NodeProps<Shown extends Node> extends TreeProps {
  path: Path;
  group: Shown;
}

function GroupBox({ rule, rules, group, path }: NodeProps<Group>): JSX.Element {
  const root = rule.draft.value.when;
  const kind = kindOf(group);
  const nodes = childrenOf(group);
  const outermost = path.length === 0;
  return (
    <fieldset class={`cond-group kind-${kind}`}>
      <legend class="unseen">{tr(`group.${kind}`)}</legend>
      <div class="cond-head">
        <KindChoice
          kind={kind}
          onChange={(chosen) => rule.setWhen(put(root, path, groupOf(chosen, nodes)))}
        />
        {!outermost && <Tools rule={rule} path={path} group />}
      </div>
      {nodes.length === 0 && <p class="hint">{tr(outermost ? "tree.none" : "tree.empty")}</p>}
      {nodes.length > 0 && (
        <ol class="cond-list">
          {nodes.map((node, at) => (
            <li key={at}>
              {at > 0 && (
                <span class="cond-join">{tr(kind === "all" ? "join.and" : "join.or")}</span>
              )}
              {isGroup(node) ? (
                <GroupBox rule={rule} rules={rules} group={node} path={[...path, at]} />
              ) : (
                <Row rule={rule} rules={rules} condition={node} path={[...path, at]} />
              )}
            </li>
          ))}
        </ol>
      )}
      <Marked rule={rule} path={path} />
      <AddButtons rule={rule} path={path} count={nodes.length} />
    </fieldset>
  );
}

function AddButtons(props: { rule: RuleEdit; path: Path; count: number }): JSX.Element {
  const { rule, path, count } = props;
  const add = (node: Node, ...inner: number[]) => {
    const place = [...path, count];
    rule.setWhen(insert(rule.draft.value.when, place, node), [...place, ...inner]);
  };
  return (
    <div class="row-buttons">
      <button type="button" class="button small" onClick={() => add(conditionOn("url"))}>
        <Icon name="plus" />
        {tr("tree.add")}
      </button>
      {path.length < 4 && (
        <button
          type="button"
          class="button small"
          onClick={() => add(groupOf("any", [conditionOn("url")]), 0)}
        >
          <Icon name="plus" />
          {tr("tree.add_group")}
        </button>
      )}
    </div>
  );
}

function KindChoice(props: { kind: Kind; onChange(kind: Kind): void }): JSX.Element {
  return (
    <fieldset class="segments">
      <legend class="unseen">{tr("group.kind")}</legend>
      {KINDS.map((kind) => (
        <button
          key={kind}
          type="button"
          aria-pressed={kind === props.kind}
          onClick={() => props.onChange(kind)}
        >
          {tr(`group.${kind}`)}
        </button>
      ))}
    </fieldset>
  );
}

interface RowProps extends TreeProps {
  condition: Condition;
  path: Path;
}

function Row({ rule, rules, condition, path }: RowProps): JSX.Element {
  const box = useRef<HTMLFieldSetElement>(null);
  const root = rule.draft.value.when;
  const place = pointerOf(root, path);
  useEffect(() => {
    if (rule.focus.value !== place) return;
    rule.focus.value = "";
    box.current?.querySelector("select")?.focus();
  }, [rule.focus.value, place]);
  const change = (changed: Condition) => rule.setWhen(put(root, path, changed));
  const wrong = rule.faultAt(place) !== undefined && rule.edit.failure.value !== null;
  return (
    <fieldset
      ref={box}
      class="cond-row"
      onKeyDown={(event) => {
        if (!event.altKey || (event.key !== "ArrowUp" && event.key !== "ArrowDown")) return;
        event.preventDefault();
        moveBy(rule, path, event.key === "ArrowUp" ? -1 : 1);
      }}
    >
      <legend class="unseen">
        {tr("tree.condition", { number: path.map((at) => at + 1).join(".") })}
      </legend>
      <div class="cond-fields">
        <SourcePick condition={condition} onChange={change} />
        <NamePick condition={condition} rules={rules} onChange={change} />
        <OperatorPick condition={condition} onChange={change} />
        <ValueControl
          condition={condition}
          wrong={wrong}
          onChange={(value) => change({ ...condition, value })}
        />
      </div>
      <Tools rule={rule} path={path} />
      <Marked rule={rule} path={path} />
    </fieldset>
  );
}

interface ChangeProps {
  condition: Condition;
  onChange(condition: Condition): void;
}

function SourcePick({ condition, onChange }: ChangeProps): JSX.Element {
  const groups = TOPICS.map((topic) => ({
    label: tr(`topic.${topic}`),
    options: sourcesOf(topic).map((value) => ({ value, label: tr(`source.${value}`) })),
  }));
  return (
    <Pick
      label={tr("tree.what")}
      value={condition.on}
      options={[]}
      groups={groups}
      onChange={(source) => onChange(conditionOn(source as Source))}
    />
  );
}

function NamePick(props: ChangeProps & { rules: readonly Option[] }): JSX.Element | null {
  const { condition, onChange, rules } = props;
  const names = useNames(rules);
  const form = formOf(condition.on);
  if (form.named === undefined) return null;
  const name = condition.name ?? "";
  const set = (fresh: string) => onChange({ ...condition, name: fresh });
  if (form.named === "free")
    return (
      <Line
        label={tr(`named.${condition.on as "variable"}`)}
        hint={tr(`named.${condition.on as "variable"}`)}
        value={name}
        ltr
        most={64}
        onChange={set}
      />
    );
  return (
    <Pick label={tr("named")} value={name} options={names(form, condition.on)} onChange={set} />
  );
}

function OperatorPick({ condition, onChange }: ChangeProps): JSX.Element | null {
  const operators = operatorsFor(condition);
  // A moment comes or not.
  if (operators.length < 2) return null;
  const number = formOf(condition.on).kind === "number";
  const label = (operator: Operator): string =>
    number ? trMaybe(`op.number.${operator}`, tr(`op.${operator}`)) : tr(`op.${operator}`);
  return (
    <Pick
      label={tr("tree.how")}
      value={condition.is}
      options={operators.map((value) => ({ value, label: label(value) }))}
      onChange={(operator) => onChange(withOperator(condition, operator as Operator))}
    />
  );
}

function moveBy(rule: RuleEdit, path: Path, by: 1 | -1): void {
  const moved = move(rule.draft.value.when, path, by);
  if (moved !== null) rule.setWhen(moved.root, moved.path);
}

interface ToolsProps {
  rule: RuleEdit;
  path: Path;
  group?: boolean;
}

function Tools({ rule, path, group = false }: ToolsProps): JSX.Element {
  const root = rule.draft.value.when;
  const number = path.map((at) => at + 1).join(".");
  return (
    <span class="cond-tools">
      <Tool label={tr("tree.up", { number })} icon="up" onClick={() => moveBy(rule, path, -1)} />
      <Tool label={tr("tree.down", { number })} icon="down" onClick={() => moveBy(rule, path, 1)} />
      {group ? (
        <Tool
          label={tr("tree.unwrap", { number })}
          icon="minus"
          onClick={() => rule.setWhen(unwrap(root, path))}
        />
      ) : (
        path.length < 5 && (
          <Tool
            label={tr("tree.wrap", { number })}
            icon="group"
            onClick={() => rule.setWhen(wrap(root, path, "any"), [...path, 0])}
          />
        )
      )}
      <Tool
        label={tr("tree.remove", { number })}
        icon="close"
        onClick={() => rule.setWhen(remove(root, path))}
      />
    </span>
  );
}

interface ToolProps {
  label: string;
  icon: "up" | "down" | "close" | "minus" | "group";
  onClick(): void;
}

function Tool({ label, icon, onClick }: ToolProps): JSX.Element {
  return (
    <button type="button" class="icon-button" aria-label={label} title={label} onClick={onClick}>
      <Icon name={icon} />
    </button>
  );
}
