// The draft of a rule: what a new one begins with, what is still missing, and edits kept until they are saved. No DOM.
import type { Store } from "../../shared/storage";
import type {
  Action,
  Condition,
  Deed,
  Experiment,
  Node,
  Rule,
  RuleDraft,
  Texts,
  Variant,
} from "./rule";
import { conditionOn, formOf, takesNothing } from "./sources";
import {
  childrenOf,
  conditionsOf,
  DEEPEST,
  depthOf,
  isGroup,
  MOST_CONDITIONS,
  type Path,
  pointerOf,
} from "./tree";

export const BLANK: RuleDraft = {
  name: "",
  enabled: true,
  when: { all: [conditionOn("url")] },
  actions: [actionOf("invite")],
  caps: { per_visit: 1, per_visitor: 0, again_after_s: 0, after_decline_s: 86_400 },
  schedule: null,
  experiment: null,
  conversion: null,
};

export const DEEDS: readonly Deed[] = [
  "invite",
  "open",
  "banner",
  "article",
  "button",
  "route",
  "set",
  "suppress",
];

export function draftOf(rule: Rule): RuleDraft {
  const { name, enabled, when, actions, caps, schedule, experiment, conversion } = rule;
  return { name, enabled, when, actions, caps, schedule, experiment, conversion };
}

export function actionOf(deed: Deed): Action {
  const fresh: { [Name in Deed]: Action } = {
    invite: { do: "invite", title: {}, text: {}, position: "corner", delay_s: 0, expires_s: 0 },
    button: { do: "button", show: true },
    open: { do: "open" },
    banner: { do: "banner", text: {}, link: "" },
    article: { do: "article", title: {}, link: "" },
    route: { do: "route", credit_s: 0 },
    set: { do: "set", name: "", value: "" },
    suppress: { do: "suppress" },
  };
  return fresh[deed];
}

/** What keeps a rule from being saved: which place, and the word that says what to do. */
export interface Fault {
  at: string;
  why: FaultWord;
}
export type FaultWord =
  | "fault.name"
  | "fault.actions"
  | "fault.group"
  | "fault.value"
  | "fault.named"
  | "fault.deep"
  | "fault.many"
  | "fault.text"
  | "fault.link"
  | "fault.set"
  | "fault.route"
  | "fault.shares"
  | "fault.days";

export function faultsOf(draft: RuleDraft): Fault[] {
  return [
    ...told(draft.name.trim() === "", "/name", "fault.name"),
    ...treeFaults(draft),
    ...told(draft.actions.length === 0, "/actions", "fault.actions"),
    ...draft.actions.flatMap((action, at) => actionFaults(action, `/actions/${at}`)),
    ...experimentFaults(draft.experiment),
    ...told(draft.schedule?.days.length === 0, "/schedule/days", "fault.days"),
  ];
}

/** What the shares of the variants lack of a hundred. */
export function shareLeft(variants: readonly Variant[]): number {
  const sum = variants.reduce((total, { share }) => total + share, 0);
  return variants.length === 0 ? 0 : Math.round((100 - sum) * 100) / 100;
}

/** Of those a page shows only one at a time; of the others a rule has one each, but may set many variables. */
const ALONE: readonly Deed[] = ["invite", "open", "article"];

/** Only what is offered to visitors is counted, and can be too much. */
export function offersSomething(actions: readonly Action[]): boolean {
  return actions.some(({ do: deed }) => deed === "banner" || ALONE.includes(deed));
}

export function deedsLeft(actions: readonly Action[]): Deed[] {
  const taken = new Set(actions.map((action) => action.do));
  const shows = offersSomething(actions);
  return DEEDS.filter((deed) => {
    if (deed === "set") return true;
    if (deed === "suppress") return !shows && !taken.has(deed);
    if (taken.has("suppress") && (deed === "banner" || ALONE.includes(deed))) return false;
    return ALONE.includes(deed) ? !ALONE.some((one) => taken.has(one)) : !taken.has(deed);
  });
}

/** Whether it offers a chat even while nobody is there: the window then takes messages. */
export function isUnattended({ when, actions }: RuleDraft): boolean {
  const asks = conditionsOf(when).some(({ on }) => on === "availability");
  return !asks && actions.some(({ do: deed }) => deed === "invite" || deed === "open");
}

/** The same, but only while the button shows that somebody is there. */
export function attended(when: Node): Node {
  const online = conditionOn("availability");
  return "all" in when ? { all: [...when.all, online] } : { all: [when, online] };
}

/** As it is sent: a text that says nothing is left out. */
export function bodyOf(draft: Partial<RuleDraft>): Partial<RuleDraft> {
  const { actions, experiment, ...rest } = draft;
  return {
    ...rest,
    ...(actions === undefined ? {} : { actions: actions.map(said) }),
    ...(experiment === undefined ? {} : { experiment: experiment && saidIn(experiment) }),
  };
}

function saidIn(experiment: Experiment): Experiment {
  return {
    ...experiment,
    variants: experiment.variants.map((one) => ({ ...one, invite: spare(said(one.invite)) })),
  };
}

function said<Told extends object>(told: Told): Told {
  const fields = Object.entries(told).map(([name, value]) => [
    name,
    isTexts(value) ? full(value) : value,
  ]);
  return Object.fromEntries(fields) as Told;
}

/** A variant says only what it says otherwise. */
function spare<Told extends object>(told: Told): Told {
  const fields = Object.entries(told).filter(
    ([, value]) => !isTexts(value) || Object.keys(value).length > 0,
  );
  return Object.fromEntries(fields) as Told;
}

const full = (texts: Texts): Texts =>
  Object.fromEntries(Object.entries(texts).filter(([, text]) => text.trim() !== ""));

function isTexts(value: unknown): value is Texts {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function treeFaults({ when }: RuleDraft): Fault[] {
  return [
    ...told(depthOf(when) > DEEPEST, "/when", "fault.deep"),
    ...told(conditionsOf(when).length > MOST_CONDITIONS, "/when", "fault.many"),
    ...nodeFaults(when, []),
  ];

  function nodeFaults(node: RuleDraft["when"], path: Path): Fault[] {
    if (!isGroup(node)) return conditionFaults(node, pointerOf(when, path));
    const children = childrenOf(node);
    const bare = path.length > 0 && children.length === 0;
    return [
      ...told(bare, pointerOf(when, path), "fault.group"),
      ...children.flatMap((child, at) => nodeFaults(child, [...path, at])),
    ];
  }
}

function conditionFaults(condition: Condition, at: string): Fault[] {
  const form = formOf(condition.on);
  const nameless = form.named !== undefined && form.nameless !== true && !condition.name;
  return [
    ...told(nameless, `${at}/name`, "fault.named"),
    ...told(
      !takesNothing(condition.is) && valueless(condition.value),
      `${at}/value`,
      "fault.value",
    ),
  ];
}

function valueless(value: Condition["value"]): boolean {
  if (Array.isArray(value)) return value.length === 0 || value.some(Number.isNaN);
  return value === undefined || value === "" || Number.isNaN(value);
}

function actionFaults(action: Action, at: string): Fault[] {
  switch (action.do) {
    case "route":
      return told(aimless(action), at, "fault.route");
    case "invite":
    case "banner":
      return told(!ownText(action.text), `${at}/text`, "fault.text");
    case "article":
      return [
        ...told(!ownText(action.title), `${at}/title`, "fault.text"),
        ...told(!action.link.trim(), `${at}/link`, "fault.link"),
      ];
    case "set":
      return told(!action.name.trim(), `${at}/name`, "fault.set");
  }
  return [];
}

function aimless({ skill, group, agent, credit_s }: Extract<Action, { do: "route" }>): boolean {
  return !skill && !group && !agent && !credit_s;
}

/** What is said to visitors of any language. */
export function ownText(texts: Texts | undefined): string {
  return texts?.[""]?.trim() ?? "";
}

function experimentFaults(experiment: Experiment | null): Fault[] {
  const off = experiment !== null && shareLeft(experiment.variants) !== 0;
  return told(off, "/experiment/variants", "fault.shares");
}

function told(wrong: boolean, at: string, why: FaultWord): Fault[] {
  return wrong ? [{ at, why }] : [];
}

/** Edits that nobody saved, by rule; they outlive a reload of the page. */
export class KeptEdits {
  constructor(
    private readonly store: Pick<Store, "get" | "set">,
    private readonly account: string,
  ) {}

  keep(rule: string, draft: RuleDraft | null): void {
    this.store.set(this.key(rule), draft === null ? "" : JSON.stringify(draft));
  }

  find(rule: string): RuleDraft | null {
    try {
      const kept = JSON.parse(this.store.get(this.key(rule)) || "null") as RuleDraft | null;
      return kept === null ? null : { ...BLANK, ...kept };
    } catch {
      return null;
    }
  }

  private key(rule: string): string {
    return `parley.console.rule.${this.account}.${rule}`;
  }
}
