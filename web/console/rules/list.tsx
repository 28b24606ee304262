// The rules in the order in which they are asked: what each says and did, on or off, moved by drag and by keys.
import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect } from "preact/hooks";
import { Confirm } from "../admin/confirm";
import { Problem, useAgain, useFresh, Waiting } from "../admin/screen";
import { type Task, useTask } from "../admin/task";
import { Empty } from "../controls";
import { Icon } from "../icons";
import { addressOf } from "../route";
import { CountBars } from "./bars";
import { draftOf } from "./draft";
import { NEW, RULES } from "./edit";
import { droppedOn, movedBy } from "./order";
import { Overall } from "./overall";
import { type RulesPlace, useRules } from "./place";
import type { Rule } from "./rule";
import { ruleText } from "./sentence";
import { tr } from "./words";

export function RuleList(): JSX.Element {
  const place = useRules();
  const { rules } = place;
  useFresh([rules]);
  useEffect(() => void place.count(), []);
  useAgain(() => void place.count());
  const failure = rules.failure.value;
  const again = () => void rules.reload();
  if (!rules.loaded.value)
    return failure === null ? <Waiting /> : <Problem failure={failure} again={again} />;
  return (
    <>
      <Problem failure={failure} again={again} />
      {rules.items.value.length === 0 ? <NoRules /> : <Rules />}
      {rules.items.value.length > 0 && <Overall />}
    </>
  );
}

function NoRules(): JSX.Element {
  const { mayWrite } = useRules();
  return (
    <Empty icon="bolt" title={tr("list.empty")}>
      <p>{tr("list.empty.why")}</p>
      {mayWrite && (
        <a class="button main" href={ruleAddress(NEW)}>
          <Icon name="plus" />
          {tr("list.first")}
        </a>
      )}
    </Empty>
  );
}

export function ruleAddress(part: string): string {
  return addressOf({ screen: "admin", section: "rules", part });
}

function Rules(): JSX.Element {
  const place = useRules();
  const task = useTask();
  const dragged = useSignal("");
  const over = useSignal("");
  const removing = useSignal<Rule | null>(null);
  const items = place.rules.items.value;
  const drop = (target: Rule) => {
    const id = dragged.value;
    dragged.value = "";
    over.value = "";
    if (id !== "" && id !== target.id)
      void task.run(() => place.move((order) => droppedOn(order, id, target.id)));
  };
  return (
    <>
      <Problem failure={task.failure} />
      <ol class="rules-list">
        {items.map((rule, at) => (
          <li
            key={rule.id}
            class={cardClass(rule, over.value === rule.id && dragged.value !== rule.id)}
            draggable={place.mayWrite}
            onDragStart={() => {
              dragged.value = rule.id;
            }}
            onDragOver={(event) => {
              event.preventDefault();
              over.value = rule.id;
            }}
            onDragEnd={() => {
              dragged.value = "";
              over.value = "";
            }}
            onDrop={(event) => {
              event.preventDefault();
              drop(rule);
            }}
          >
            <Place rule={rule} at={at} count={items.length} task={task} />
            <Told rule={rule} />
            <CountBars rule={rule} />
            <Buttons rule={rule} task={task} onRemove={() => (removing.value = rule)} />
          </li>
        ))}
      </ol>
      <p class="hint">{tr("list.order")}</p>
      {removing.value !== null && (
        <Remove rule={removing.value} onClose={() => (removing.value = null)} />
      )}
    </>
  );
}

function cardClass(rule: Rule, target: boolean): string {
  return ["rule-card", rule.enabled ? "" : "off", target ? "drop-here" : ""].join(" ");
}

interface PlaceProps {
  rule: Rule;
  at: number;
  count: number;
  task: Task;
}

/** Stays in the tab order at the ends, so that the focus is not lost there. */
function Place({ rule, at, count, task }: PlaceProps): JSX.Element {
  const place = useRules();
  const move = (by: 1 | -1) =>
    void task.run(async () => {
      await place.move((order) => movedBy(order, rule.id, by));
      const now = place.rules.items.value.findIndex(({ id }) => id === rule.id);
      place.admin.say(tr("list.moved", { name: rule.name, place: now + 1 }));
    });
  return (
    <span class="rule-place">
      <span class="rule-number" aria-hidden="true">
        {at + 1}
      </span>
      {place.mayWrite &&
        ([-1, 1] as const).map((by) => {
          const end = by < 0 ? at === 0 : at === count - 1;
          const label = tr(by < 0 ? "list.up" : "list.down", { name: rule.name });
          return (
            <button
              key={by}
              type="button"
              class="icon-button"
              aria-label={label}
              title={label}
              aria-disabled={end}
              onClick={() => {
                if (!end) move(by);
              }}
            >
              <Icon name={by < 0 ? "up" : "down"} />
            </button>
          );
        })}
    </span>
  );
}

function Told({ rule }: { rule: Rule }): JSX.Element {
  const place = useRules();
  const kept = place.mayWrite && place.kept.find(rule.id) !== null;
  return (
    <div class="rule-told">
      <a class="rule-name" href={ruleAddress(rule.id)}>
        <bdi>{rule.name}</bdi>
      </a>
      <p>{ruleText(draftOf(rule), place.nameOf)}</p>
      {kept && (
        <p class="rule-kept">
          <Icon name="alert" />
          {tr("list.kept")}
        </p>
      )}
    </div>
  );
}

interface ButtonsProps {
  rule: Rule;
  task: Task;
  onRemove(): void;
}

function Buttons({ rule, task, onRemove }: ButtonsProps): JSX.Element {
  const place = useRules();
  const off = !place.mayWrite;
  return (
    <span class="rule-buttons">
      <button
        type="button"
        role="switch"
        class="switch"
        aria-checked={rule.enabled}
        aria-label={tr("list.switch", { name: rule.name })}
        disabled={off}
        onClick={() => void task.run(() => turn(place, rule))}
      >
        <i aria-hidden="true" />
        <span>{tr(rule.enabled ? "list.on" : "list.off")}</span>
      </button>
      {place.mayWrite && (
        <button
          type="button"
          class="icon-button"
          aria-label={tr("list.remove", { name: rule.name })}
          title={tr("list.remove", { name: rule.name })}
          onClick={onRemove}
        >
          <Icon name="close" />
        </button>
      )}
    </span>
  );
}

async function turn(place: RulesPlace, rule: Rule): Promise<void> {
  const path = `${RULES}/${encodeURIComponent(rule.id)}`;
  const now = await place.admin.server.get<Rule>(path);
  const changed = await place.admin.server.change<Rule>(path, { enabled: !rule.enabled }, now.etag);
  place.rules.put(changed.value);
  place.admin.say(tr(rule.enabled ? "list.turned_off" : "list.turned_on", { name: rule.name }));
}

function Remove({ rule, onClose }: { rule: Rule; onClose(): void }): JSX.Element {
  const place = useRules();
  const remove = async () => {
    await place.admin.server.remove(`${RULES}/${encodeURIComponent(rule.id)}`);
    place.rules.drop(rule.id);
    place.kept.keep(rule.id, null);
    place.admin.say(tr("list.removed", { name: rule.name }));
  };
  return (
    <Confirm
      title={tr("list.remove.ask", { name: rule.name })}
      yes={tr("list.remove.yes")}
      danger
      work={remove}
      onClose={onClose}
    >
      <p>{tr("list.remove.why")}</p>
    </Confirm>
  );
}
