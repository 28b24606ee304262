// The tag: counts pages, runs rules, shows the button, loads the window. The page asks for it after `load`, and
// speaks to it by parley(...), as docs/tag.md says.
import { CONSENT, type OpenWindow, type Stage, type Tag, type TakeStage } from "../shared/bridge";
import type { Identity } from "../shared/protocol";
import { availability, watchAvailability } from "./availability";
import { makeButton, root, showButton } from "./button";
import { config, fileOf } from "./config";
import { describeEvent, fitting, KINDS } from "./events";
import { guarded, on } from "./guard";
import { forget, keep, memory } from "./memory";
import { attachStage, show } from "./offers";
import { attachWindow, chatWindow, openWindow, resumeWindow } from "./opener";
import { news, startPages, stopPages, tell, tellAgain, visit, wait } from "./pages";
import { answered, happened, page, run, startRules } from "./proactive";
import { type Compiled, DATA, ENGAGEMENT, TOLD } from "./rules/types";
import { pageSkill, setVariables } from "./variables";
import { forgetVisit, keepVisit, readVisit } from "./visit";
import { language } from "./words";

type Command = [name?: unknown, ...values: unknown[]];
type Parley = ((...command: Command) => void) & { q?: Iterable<unknown>[]; ready?: boolean };

const QUEUE_LIMIT = 200;

const host = window as Window & { parley?: Parley };
/** Whether the visitor may be known. */
let known = false;
/** The first rule that says where a chat that begins here should go. */
let routing = 0;
/** The invitation by hand that agents have open. */
let called = "";

const tag: Tag = {
  ...config,
  language,
  root,
  availability,
  button: (shown) => {
    showButton(shown);
    if (shown.open) stage.opened?.();
    if ("open" in shown) memory.up = !!shown.open;
  },
  visit: () => readVisit() ?? visit,
  keep: (visit) => {
    // What has led to this chat does not lead to the next.
    if (visit.chat) memory.led = [];
    keep();
    return keepVisit(visit);
  },
  skill: () => memory.led[1] || pageSkill(),
  rule: () => `${memory.led[0] || routing || ""}`,
};

const stage: Stage = {
  rules: config.rules as Compiled,
  button: showButton,
  set: (name, value) => setVariables(name, value) && tellAgain(),
  route: (rule) => {
    routing ||= rule;
  },
  language,
  offers: config.offers ? fileOf(config.offers) : "",
  memory,
  engaged: (engagement) => {
    wait(news.engagements, engagement);
    keep();
    run(ENGAGEMENT);
  },
  /** The window opens because of a rule, or because the visitor has just agreed. */
  open: (rule, skill, byRule) => {
    know();
    memory.led = [rule, skill];
    keep();
    openWindow(byRule);
  },
};

const commands: Record<string, (one: unknown, two: unknown) => void> = {
  // Names of built-in properties are no commands.
  __proto__: null as never,
  set: (name, value) => {
    if (setVariables(name, value)) told();
  },
  identify: (identity) => {
    const { id, name, email, signature } = Object(identity);
    news.identity = id && (fitting({ id: `${id}`, name, email, signature }) as unknown as Identity);
    told();
  },
  consent: (given) => (given ? know() : refuse()),
  open,
  close: () => chatWindow?.minimise(),
  window: (make) => attachWindow(make as OpenWindow, tag),
  invitation: (begin) => attachStage(begin as TakeStage, stage),
};

if (config.account && !host.parley?.ready) guarded(begin)();

function begin(): void {
  const early: Partial<Parley> = host.parley ?? {};
  early.ready = true;
  // A page shown ahead of time may never be looked at.
  if ((document as Document & { prerendering?: boolean }).prerendering)
    on(document, "prerenderingchange", () => start(early));
  else start(early);
}

function start({ q = [] }: Partial<Parley>): void {
  for (const kind of Object.keys(KINDS) as (keyof typeof KINDS)[])
    commands[kind] = (one, two) => {
      const event = describeEvent(kind, one, two);
      wait(news.events, event);
      if (visit) happened(event);
    };
  makeButton(open);
  watchAvailability((told) => {
    showButton({ told });
    chatWindow?.available(told.state);
    // An agent invites this visitor: the answer to a view says how. Or has taken that back.
    const [, id = ""] = told.invited?.find(([end]) => visit?.visit.endsWith(end)) ?? [];
    if (id !== called) {
      stage.withdrawn?.(called);
      if (id) tell();
      called = id;
    }
    run(TOLD);
  });
  if (readVisit() || !asksConsent()) know();
  const parley: Parley = guarded((...[name, one, two]: Command) => {
    commands[`${name}`]?.(one, two);
  });
  parley.ready = true;
  host.parley = parley;
  for (const command of [...q].slice(0, QUEUE_LIMIT)) parley(...command);
}

function told(): void {
  tellAgain();
  run(DATA);
}

/** The visitor may be known: begins to count pages and to run rules. */
function know(): void {
  known = true;
  stopPages(false);
  if (visit) return;
  on(window, "pagehide", () => stage.left?.());
  startPages(() => {
    chatWindow?.page();
    page();
  }, answered);
  startRules(news.events);
  resume();
  on(document, "visibilitychange", resume);
}

/** Consent is withdrawn, or not given: what was kept goes, and nothing more is sent. */
function refuse(): void {
  known = false;
  stopPages(true);
  forgetVisit();
  forget();
}

function open(): void {
  if (known) openWindow();
  else show({ rule: CONSENT, actions: [] });
}

function resume(): void {
  resumeWindow(!!readVisit()?.chat);
}

/** Whether nothing may be stored or sent before the visitor has agreed. */
function asksConsent(): boolean | undefined {
  const { doNotTrack, globalPrivacyControl } = navigator as Navigator & {
    globalPrivacyControl?: boolean;
  };
  return config.consent || (config.dnt && (doNotTrack === "1" || globalPrivacyControl));
}
