// A rule in plain words: when it fires, what it does, within what bounds. Used by the list, the builder, versions.
import { offersSomething, ownText } from "./draft";
import type {
  Action,
  Caps,
  Condition,
  InviteAction,
  Kind,
  Node,
  RuleDraft,
  Schedule,
  Value,
} from "./rule";
import { formOf, type SourceForm, takesNothing } from "./sources";
import { childrenOf, conditionsOf, isGroup, kindOf } from "./tree";
import {
  dayText,
  listOf,
  nameIn,
  numberText,
  percentText,
  quoted,
  spanText,
  tr,
  trMaybe,
  type Word,
} from "./words";

/** What ids and numbers of rules stand for. */
export type NameOf = (id: string) => string;

export function ruleText(rule: RuleDraft, name: NameOf): string {
  return [tr("say.rule", { when: whenText(rule.when, name), what: deedsText(rule.actions, name) })]
    .concat(boundsText(rule))
    .join(" ");
}

export function whenText(root: Node, name: NameOf): string {
  if (conditionsOf(root).length === 0) return tr("say.always");
  return tr("say.when", { conditions: nodeText(root, name, true) });
}

export function deedsText(actions: readonly Action[], name: NameOf): string {
  if (actions.length === 0) return tr("say.nothing");
  return listOf(
    actions.map((action) => actionText(action, name)),
    "conjunction",
  );
}

const JOINED: Record<Kind, "conjunction" | "disjunction"> = {
  all: "conjunction",
  any: "disjunction",
  none: "disjunction",
};

function nodeText(node: Node, name: NameOf, outermost = false): string {
  if (!isGroup(node)) return conditionText(node, name);
  const kind = kindOf(node);
  const parts = childrenOf(node)
    .filter((child) => conditionsOf(child).length > 0)
    .map((child) => nodeText(child, name));
  const list = listOf(parts, JOINED[kind]);
  if (kind === "none") return tr("say.none", { list });
  return outermost || parts.length < 2 ? list : tr("say.brackets", { list });
}

export function conditionText(condition: Condition, name: NameOf): string {
  const form = formOf(condition.on);
  const special = specialText(condition, form);
  if (special !== null) return special;
  const what = subjectText(condition, form, name);
  if (takesNothing(condition.is)) return trMaybe(`say.${condition.is}`, what, { what });
  const value = valueText(condition, form, name);
  return trMaybe(`say.${condition.is}`, `${what} ${condition.is} ${value}`, { what, value });
}

/** Some are said better than by subject, operator and value. */
function specialText(condition: Condition, form: SourceForm): string | null {
  if (form.control === "moment") return trMaybe(`moment.${condition.on}`, condition.on);
  if (form.control === "flow") {
    const pages = listed(condition.value).map((page) => quoted(String(page)));
    const path = pages.join(tr("say.then"));
    return trMaybe(`flow.${condition.is}`, path, { path });
  }
  if (condition.on === "visits" && condition.is === "is" && condition.value === 1)
    return tr("say.new");
  return null;
}

export function subjectText(condition: Condition, form: SourceForm, name: NameOf): string {
  const { named } = form;
  const key = condition.name ?? "";
  if (named === undefined || key === "") return trMaybe(`subject.${condition.on}`, condition.on);
  if (typeof named !== "string")
    return trMaybe(`subject.${condition.on}.${key}`, `${condition.on} ${key}`);
  const shown = named === "free" ? key : name(key);
  return trMaybe(`subject.${condition.on}.of`, key, { name: shown });
}

function valueText(condition: Condition, form: SourceForm, name: NameOf): string {
  const { value, is } = condition;
  if (value === undefined) return "";
  const say = (each: unknown): string => oneText(each, form, condition, name);
  if (!Array.isArray(value)) return say(value);
  const parts = value.map(say);
  if (is === "between") return tr("say.span", { from: parts[0] ?? "", to: parts[1] ?? "" });
  return parts.length === 0 ? tr("say.no_value") : listOf(parts, "disjunction");
}

/** Another value of the same condition, such as what was seen. */
export function valueTextOf(condition: Condition, value: Value | undefined, name: NameOf): string {
  const shown = typeof value === "number" ? Math.round(value) : value;
  return valueText({ ...condition, is: "one_of", value: shown }, formOf(condition.on), name);
}

function oneText(value: unknown, form: SourceForm, condition: Condition, name: NameOf): string {
  if (typeof value === "boolean") return tr(value ? "yes" : "no");
  const text = String(value ?? "");
  switch (form.control) {
    case "seconds":
      return spanText(Number(value));
    case "percent":
      return percentText(Number(value));
    case "country":
      return nameIn("region", text);
    case "language":
      return nameIn("language", text);
    case "choice":
      return trMaybe(`choice.${text}`, name(text));
    case "weekday":
      return dayText(Number(value));
    case "hour":
      return tr("say.hour", { hour: String(value) });
  }
  if (condition.name === "wait_s") return spanText(Number(value));
  return typeof value === "number" ? numberText(value) : quoted(text);
}

export function actionText(action: Action, name: NameOf): string {
  switch (action.do) {
    case "invite":
      return inviteText(action);
    case "button":
      return tr(action.show ? "deed.button.show" : "deed.button.hide");
    case "banner":
      return tr("deed.banner.say", { text: ownText(action.text) });
    case "article":
      return tr("deed.article.say", { text: ownText(action.title) });
    case "route":
      return tr("deed.route.say", { where: targetText(action, name) });
    case "set":
      return tr("deed.set.say", { name: action.name, value: String(action.value) });
  }
  return trMaybe(`deed.${action.do}.say`, action.do);
}

function inviteText({ title, text }: InviteAction): string {
  const said = ownText(title) || ownText(text);
  return said === "" ? tr("deed.invite.plain") : tr("deed.invite.say", { text: said });
}

function targetText(action: Extract<Action, { do: "route" }>, name: NameOf): string {
  const to = [action.skill, action.group, action.agent].filter(Boolean) as string[];
  const where = to.length === 0 ? tr("say.anybody") : listOf(to.map(name), "conjunction");
  return action.credit_s ? tr("say.credit", { where, span: spanText(action.credit_s) }) : where;
}

export function boundsText(
  rule: Pick<RuleDraft, "actions" | "caps" | "schedule" | "experiment" | "conversion">,
) {
  const { actions, caps, schedule, experiment, conversion } = rule;
  const texts = offersSomething(actions) ? capsTexts(caps) : [];
  if (schedule !== null) texts.push(...scheduleTexts(schedule));
  if (experiment !== null) {
    const { control, variants } = experiment;
    if (variants.length > 0) texts.push(tr("say.variants", { count: variants.length }));
    if (control > 0) texts.push(tr("say.control", { share: percentText(control) }));
  }
  if (conversion !== null) {
    const { name, within_s } = conversion;
    const span = spanText(within_s);
    texts.push(
      name === "" ? tr("say.conversion.any", { span }) : tr("say.conversion", { name, span }),
    );
  }
  return texts;
}

function capsTexts(caps: Caps): string[] {
  const said: [keyof Caps, Word][] = [
    ["per_visit", "say.per_visit"],
    ["per_visitor", "say.per_visitor"],
    ["again_after_s", "say.again_after"],
    ["after_decline_s", "say.after_decline"],
  ];
  return said
    .filter(([cap]) => caps[cap] > 0)
    .map(([cap, word]) => tr(word, { count: caps[cap], span: spanText(caps[cap]) }));
}

function scheduleTexts({ from, to, days, hours, zone }: Schedule): string[] {
  const texts: string[] = [];
  if (from !== "" || to !== "") texts.push(tr("say.dates", { from: from || "…", to: to || "…" }));
  if (days.length > 0 && days.length < 7)
    texts.push(
      tr("say.days", {
        days: listOf(
          days.map((day) => dayText(day)),
          "conjunction",
        ),
      }),
    );
  if (hours.length === 2 && hours.join() !== "00:00,24:00")
    texts.push(tr("say.hours", { from: hours[0] ?? "", to: hours[1] ?? "", zone }));
  return texts;
}

function listed(value: Value | undefined): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
