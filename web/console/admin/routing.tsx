// The routing screen: the rules in the order in which they are asked, and the box to try them.
import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { Icon } from "../icons";
import { Confirm } from "./confirm";
import { type AdminPlace, useAdmin } from "./place";
import type { RoutingRule } from "./records";
import { RoutingDialog, RULES } from "./routing-dialog";
import { moved } from "./routing-draft";
import { goToTrial, RoutingTest } from "./routing-trial";
import { warningText, whenOf, whereOf } from "./routing-words";
import { Listed, Problem, Screen, useFresh } from "./screen";
import { useTask } from "./task";
import { ta } from "./words";

export function Routing(): JSX.Element {
  const place = useAdmin();
  const editing = useSignal<RoutingRule | "new" | null>(null);
  const removing = useSignal<RoutingRule | null>(null);
  const mayWrite = place.may("settings.write");
  useFresh([place.rules, place.skills, place.groups, place.agents]);
  const buttons = (
    <span class="row-buttons">
      {place.may("people.read") && (
        <button type="button" class="button" onClick={goToTrial}>
          <Icon name="down" />
          {ta("trial.go")}
        </button>
      )}
      {mayWrite && (
        <button
          type="button"
          class="button main"
          onClick={() => {
            editing.value = "new";
          }}
        >
          <Icon name="plus" />
          {ta("rules.add")}
        </button>
      )}
    </span>
  );
  const shown = editing.value;
  return (
    <Screen title={ta("section.routing")} lead={ta("rules.lead")} action={buttons}>
      <Listed
        things={place.rules}
        icon="fork"
        empty={{ title: "rules.empty", why: "rules.empty.why" }}
      >
        <Rules
          mayWrite={mayWrite}
          onEdit={(rule) => {
            editing.value = rule;
          }}
          onRemove={(rule) => {
            removing.value = rule;
          }}
        />
      </Listed>
      {place.may("people.read") && <RoutingTest />}
      {shown !== null && (
        <RoutingDialog
          rule={shown === "new" ? null : shown}
          onClose={() => {
            editing.value = null;
          }}
        />
      )}
      {removing.value !== null && (
        <Remove
          rule={removing.value}
          onClose={() => {
            removing.value = null;
          }}
        />
      )}
    </Screen>
  );
}

interface RulesProps {
  mayWrite: boolean;
  onEdit(rule: RoutingRule): void;
  onRemove(rule: RoutingRule): void;
}

function Rules({ mayWrite, onEdit, onRemove }: RulesProps): JSX.Element {
  const place = useAdmin();
  const task = useTask();
  const rules = place.rules.items.value;
  const move = (rule: RoutingRule, by: 1 | -1) => void task.run(() => moveRule(place, rule, by));
  return (
    <>
      <Problem tried={ta("tried.move")} failure={task.failure} />
      <ol class="rule-list">
        {rules.map((rule, at) => (
          <li key={rule.id} class="card routing-rule">
            <Told rule={rule} />
            {mayWrite && (
              <span class="row-buttons">
                <Move rule={rule} by={-1} end={at === 0} onMove={move} />
                <Move rule={rule} by={1} end={at === rules.length - 1} onMove={move} />
                <button
                  type="button"
                  class="button"
                  aria-label={ta("rules.change.of", { name: rule.name })}
                  onClick={() => onEdit(rule)}
                >
                  {ta("rules.change")}
                </button>
                <button
                  type="button"
                  class="button danger"
                  aria-label={ta("remove.of", { name: rule.name })}
                  onClick={() => onRemove(rule)}
                >
                  {ta("remove")}
                </button>
              </span>
            )}
          </li>
        ))}
      </ol>
      <p class="hint">{ta("rules.otherwise")}</p>
    </>
  );
}

function Told({ rule }: { rule: RoutingRule }): JSX.Element {
  const place = useAdmin();
  const name = (id: string) =>
    place.nameOf(id) || place.rules.byId.value.get(id)?.name || ta("gone");
  return (
    <div class="what">
      <strong>
        <bdi>{rule.name}</bdi>
      </strong>
      <span>{ta("rule.goes", { when: whenOf(rule, name), where: whereOf(rule, name) })}</span>
      {rule.warnings.length > 0 && (
        <ul class="warnings">
          {rule.warnings.map((warning) => (
            <li key={`${warning.code}${warning.ring}${warning.thing}`}>
              <Icon name="alert" />
              {warningText(warning, name)}
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

interface MoveProps {
  rule: RoutingRule;
  by: 1 | -1;
  end: boolean;
  onMove(rule: RoutingRule, by: 1 | -1): void;
}

/** Stays in the tab order at the ends, so that the focus is not lost there. */
function Move({ rule, by, end, onMove }: MoveProps): JSX.Element {
  const label = ta(by < 0 ? "rules.up" : "rules.down", { name: rule.name });
  return (
    <button
      type="button"
      class="icon-button"
      aria-label={label}
      title={label}
      aria-disabled={end}
      onClick={() => {
        if (!end) onMove(rule, by);
      }}
    >
      <Icon name={by < 0 ? "up" : "down"} />
    </button>
  );
}

/** By the order as it stands on the server: others may have moved some meanwhile. */
async function moveRule(place: AdminPlace, rule: RoutingRule, by: 1 | -1): Promise<void> {
  const now = await place.server.get<{ items: RoutingRule[] }>(RULES);
  const order = moved(
    now.value.items.map(({ id }) => id),
    rule.id,
    by,
  );
  if (order !== null) await place.server.change(RULES, { order }, now.etag);
  await place.rules.reload();
  const at = place.rules.items.value.findIndex(({ id }) => id === rule.id);
  place.say(ta("rules.moved", { name: rule.name, place: at + 1 }));
}

function Remove({ rule, onClose }: { rule: RoutingRule; onClose(): void }): JSX.Element {
  const place = useAdmin();
  const remove = async () => {
    await place.server.remove(`${RULES}/${encodeURIComponent(rule.id)}`);
    place.rules.drop(rule.id);
    place.say(ta("removed", { name: rule.name }));
    void place.rules.reload();
  };
  return (
    <Confirm
      title={ta("remove.ask", { name: rule.name })}
      yes={ta("remove")}
      danger
      tried={ta("tried.remove", { name: rule.name })}
      work={remove}
      onClose={onClose}
    >
      <p>{ta("rules.remove.why")}</p>
    </Confirm>
  );
}
