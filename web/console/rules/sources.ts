// What conditions can ask, in one table: the letter of each source in compiled rules, the control of its value, its
// operators, what it begins with. The builder, the sentence and explain are made from it; the server has the same.
import type { Source as Letter } from "../../tag/rules/types";
import type { Condition, Value } from "./rule";

const EQUAL = ["is", "is_not", "one_of", "none_of"] as const;
const TEXTUAL = ["contains", "contains_not", "begins", "ends", "matches", "regex"] as const;
const NUMERIC = ["at_least", "at_most", "between"] as const;
const KNOWING = ["known", "unknown"] as const;

/** By kind of source, the likely ones first. */
const OPERATORS = {
  text: [...TEXTUAL, ...EQUAL, ...KNOWING],
  address: [...TEXTUAL, ...EQUAL, ...KNOWING],
  number: [...NUMERIC, ...EQUAL, ...KNOWING],
  choice: [...EQUAL, ...KNOWING],
  code: [...EQUAL, ...KNOWING],
  moment: ["is"],
  flow: ["reached", "left", "back"],
  any: [...EQUAL, ...TEXTUAL, ...NUMERIC, ...KNOWING],
} as const;
type SourceKind = keyof typeof OPERATORS;
export type Operator = (typeof OPERATORS)[SourceKind][number];

/** How a value is entered and read. */
export type Control =
  | "address"
  | "text"
  | "flow"
  | "seconds"
  | "count"
  | "percent"
  | "choice"
  | "country"
  | "language"
  | "moment"
  | "typed"
  | "hour"
  | "weekday";

export const TOPICS = ["page", "behaviour", "visit", "visitor", "shop", "team"] as const;
export type Topic = (typeof TOPICS)[number];

export interface SourceForm {
  letter: Letter;
  topic: Topic;
  kind: SourceKind;
  control: Control;
  most?: number;
  choices?: readonly (string | number)[];
  /** Which of several facts is meant: one's own word, a skill, a rule's number, or one of a list. */
  named?: "free" | "skill" | "rule" | readonly string[];
  /** Without a name it means all of them. */
  nameless?: boolean;
  begins?: Value;
  /** The compiled form's name of what is one source each here, such as `country` of the place. */
  part?: string;
}

const text = (letter: Letter, topic: Topic) =>
  ({ letter, topic, kind: "text", control: "text" }) as const;
const address = (letter: Letter, topic: Topic) =>
  ({ letter, topic, kind: "address", control: "address" }) as const;
const count = (letter: Letter, topic: Topic, begins: number) =>
  ({ letter, topic, kind: "number", control: "count", begins }) as const;
const seconds = (letter: Letter, topic: Topic, begins: number) =>
  ({ letter, topic, kind: "number", control: "seconds", begins }) as const;
const choice = (letter: Letter, topic: Topic, choices: readonly string[]) =>
  ({ letter, topic, kind: "choice", control: "choice", choices }) as const;
const DAY_S = 86_400;
const DAYS = [0, 1, 2, 3, 4, 5, 6];

export const SOURCES = {
  url: address("u", "page"),
  title: text("t", "page"),
  visited: address("v", "page"),
  flow: {
    letter: "v",
    topic: "page",
    kind: "flow",
    control: "flow",
    begins: ["*/cart/*", "*/checkout/*"],
  },
  error: text("e", "page"),
  errors: count("E", "page", 1),
  page_time_s: seconds("T", "behaviour", 30),
  visit_time_s: seconds("V", "behaviour", 120),
  pages: count("P", "behaviour", 3),
  scroll: {
    letter: "s",
    topic: "behaviour",
    kind: "number",
    control: "percent",
    most: 100,
    begins: 50,
  },
  exit: { letter: "x", topic: "behaviour", kind: "moment", control: "moment", begins: true },
  idle_s: seconds("i", "behaviour", 30),
  referrer: address("r", "visit"),
  search_words: text("w", "visit"),
  campaign: { ...text("m", "visit"), named: ["source", "medium", "name", "term", "content"] },
  hour: { ...count("h", "visit", 9), control: "hour", most: 24 },
  weekday: {
    letter: "D",
    topic: "visit",
    kind: "choice",
    control: "weekday",
    choices: DAYS,
    begins: [0, 1, 2, 3, 4],
  },
  country: { letter: "g", topic: "visitor", kind: "code", control: "country", part: "country" },
  region: { ...text("g", "visitor"), part: "region" },
  city: { ...text("g", "visitor"), part: "city" },
  language: { letter: "a", topic: "visitor", kind: "code", control: "language" },
  device: choice("d", "visitor", ["desktop", "phone", "tablet"]),
  browser: text("b", "visitor"),
  system: text("o", "visitor"),
  connection: text("k", "visitor"),
  screen_width: count("W", "visitor", 800),
  visits: count("n", "visitor", 2),
  last_visit_s: seconds("l", "visitor", 7 * DAY_S),
  last_chat_s: seconds("L", "visitor", 7 * DAY_S),
  identity: choice("I", "visitor", ["verified", "claimed"]),
  variable: { letter: "$", topic: "visitor", kind: "any", control: "typed", named: "free" },
  product: {
    letter: "p",
    topic: "shop",
    kind: "any",
    control: "typed",
    named: ["name", "sku", "category", "price"],
  },
  cart_value: { ...count("c", "shop", 100), part: "value" },
  cart_items: { ...count("c", "shop", 1), part: "items" },
  cart_removed: { ...count("c", "shop", 1), part: "removed" },
  converted: { ...count("C", "shop", 1), named: "free", nameless: true },
  availability: {
    ...choice("A", "team", ["online", "busy", "offline"]),
    named: "skill",
    nameless: true,
  },
  queue: { ...count("q", "team", 1), named: ["waiting", "wait_s"] },
  engagement: {
    ...choice("G", "team", ["shown", "accepted", "declined", "ignored"]),
    named: "rule",
    nameless: true,
  },
  engagements: { ...count("N", "team", 1), named: "rule", nameless: true },
  engagement_s: { ...seconds("O", "team", DAY_S), named: "rule", nameless: true },
} as const satisfies { [name: string]: SourceForm };

export type Source = keyof typeof SOURCES;

export const SOURCE_NAMES = Object.keys(SOURCES) as Source[];

/** A source that this console does not know yet is told as it stands. */
export function formOf(source: string): SourceForm {
  const known = (SOURCES as { [name: string]: SourceForm })[source];
  return known ?? { letter: "$", topic: "page", kind: "any", control: "typed" };
}

export function sourcesOf(topic: Topic): Source[] {
  return SOURCE_NAMES.filter((name) => SOURCES[name].topic === topic);
}

export function operatorsOf(source: string): readonly Operator[] {
  return OPERATORS[formOf(source).kind];
}

/** Those that are offered, and the one that a rule made elsewhere has. */
export function operatorsFor({ on, is }: Condition): readonly Operator[] {
  const offered = operatorsOf(on);
  return among(offered, is) ? offered : [is as Operator, ...offered];
}

export const takesNothing = (operator: string): boolean => among(KNOWING, operator);
export const takesList = (operator: string): boolean =>
  operator === "one_of" || operator === "none_of";
export const takesText = (operator: string): boolean => among(TEXTUAL, operator);
export const takesNumber = (operator: string): boolean => among(NUMERIC, operator);

/** What a condition on another source begins with. */
export function conditionOn(source: Source): Condition {
  const form = formOf(source);
  const operator = source === "weekday" ? "one_of" : (operatorsOf(source)[0] ?? "is");
  return withOperator(
    { on: source, is: operator, ...namesOf(form), value: startOf(form) },
    operator,
  );
}

/** The condition with another operator; its value goes along as far as that can be. */
export function withOperator(condition: Condition, operator: Operator): Condition {
  const { value, ...rest } = condition;
  if (takesNothing(operator)) return { ...rest, is: operator };
  const form = formOf(condition.on);
  const start = value ?? startOf(form);
  if (form.kind === "flow") return { ...rest, is: operator, value: start };
  return { ...rest, is: operator, value: fitting(start, operator, form) };
}

function fitting(value: Value, operator: Operator, form: SourceForm): Value {
  const list: readonly unknown[] | null = Array.isArray(value) ? value : null;
  if (takesList(operator)) return (list ?? [value].filter((each) => each !== "")) as Value;
  const first = (list === null ? value : list[0]) as string | number | boolean | undefined;
  if (operator === "between") return list?.length === 2 ? value : pairFrom(first);
  return single(first, operator, form);
}

function single(
  value: string | number | boolean | undefined,
  operator: Operator,
  form: SourceForm,
) {
  if (takesNumber(operator)) return Number(value) || 0;
  if (takesText(operator)) return String(value ?? "");
  return value ?? (form.kind === "number" ? 0 : "");
}

function pairFrom(value: unknown): readonly number[] {
  const least = Number(value) || 0;
  return [least, least * 2 || 1];
}

function startOf(form: SourceForm): Value {
  return form.begins ?? form.choices?.[0] ?? "";
}

function namesOf({ named }: SourceForm): { name?: string } {
  if (named === undefined) return {};
  return { name: typeof named === "string" ? "" : (named[0] ?? "") };
}

const among = (operators: readonly string[], operator: string): boolean =>
  operators.includes(operator);
