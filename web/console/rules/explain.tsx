// Why rules fire for a visitor or do not: a visit is chosen, then a page of it; each rule answers condition by condition.
import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { Problem, useFresh, Waiting } from "../admin/screen";
import { Empty, useLoaded } from "../controls";
import { Icon } from "../icons";
import { route } from "../route";
import { dateTimeOf, timeOf } from "../text";
import type { KnownVisitor, LivePage, RecordedVisit } from "../visitors/records";
import { boundsOf, type Compilation, explainRule, nearness, type Verdict } from "./explaining";
import { ruleAddress } from "./list";
import { useRules } from "./place";
import { type Around, type Firing, factsAt, newLedger, replay } from "./replay";
import type { Rule } from "./rule";
import { seenText } from "./seen";
import { conditionText } from "./sentence";
import { Supposed } from "./supposed";
import { compiled } from "./testing";
import { spanText, tr } from "./words";

export function Explain(): JSX.Element {
  const place = useRules();
  useFresh([place.rules]);
  const { value: at } = route;
  const visitor = (at.screen === "admin" && at.part?.split(".")[1]) || "";
  if (visitor === "") return <Picker />;
  return <OneVisitor key={visitor} visitor={visitor} />;
}

/** Who is on the site now, and who began a visit today. */
function Picker(): JSX.Element {
  const { admin } = useRules();
  const search = useSignal("");
  const { value, failure, again } = useLoaded(`picker ${search.value}`, async () => {
    const query = new URLSearchParams({ limit: "30", search: search.value });
    const [live, recorded] = await Promise.all([
      admin.server.get<LivePage>(`/v1/visitors?${query}`),
      admin.server.get<{ items: RecordedVisit[] }>("/v1/visits?limit=50"),
    ]);
    const now = live.value.items;
    const known = new Set(now.map(({ visit }) => visit));
    const wanted = search.value.toLowerCase();
    const past = recorded.value.items.filter(
      (each) => !known.has(each.visit) && JSON.stringify(each).toLowerCase().includes(wanted),
    );
    return { now, past };
  });
  return (
    <section class="panel-card">
      <h3>{tr("explain.pick")}</h3>
      <input
        class="input"
        type="search"
        aria-label={tr("explain.search")}
        placeholder={tr("explain.search")}
        value={search.value}
        onInput={(event) => {
          search.value = event.currentTarget.value;
        }}
      />
      {value === null && failure === null && <Waiting />}
      {value === null && <Problem failure={failure} again={again} />}
      {value !== null && value.now.length + value.past.length === 0 && (
        <Empty icon="people" title={tr("explain.nobody")}>
          <p>{tr("explain.nobody.why")}</p>
        </Empty>
      )}
      {value !== null && <Visits title={tr("explain.now")} visits={value.now} />}
      {value !== null && <Visits title={tr("explain.today")} visits={value.past} />}
    </section>
  );
}

type Listed = Pick<
  RecordedVisit,
  "visit" | "visitor" | "name" | "email" | "title" | "url" | "started"
>;

function Visits({
  title,
  visits,
}: {
  title: string;
  visits: readonly Listed[];
}): JSX.Element | null {
  if (visits.length === 0) return null;
  return (
    <>
      <h4>{title}</h4>
      <ul class="explain-visits">
        {visits.map((visit) => (
          <li key={visit.visit}>
            <a href={ruleAddress(`explain.${visit.visitor}`)}>
              <strong>
                <bdi>{visitorText(visit)}</bdi>
              </strong>
              <span>
                <bdi>{visit.title || visit.url}</bdi>
              </span>
              <span class="soft small">{dateTimeOf(visit.started)}</span>
            </a>
          </li>
        ))}
      </ul>
    </>
  );
}

function visitorText({ name, email, visitor }: Listed): string {
  return name || email || tr("explain.visitor", { code: visitor.slice(-4).toUpperCase() });
}

function OneVisitor({ visitor }: { visitor: string }): JSX.Element {
  const { admin, rules } = useRules();
  const chosen = useSignal("");
  const button = useSignal("online");
  const items = rules.items.value.filter(({ enabled }) => enabled);
  const key = items.map(({ id, version }) => `${id}${version}`).join();
  const path = `/v1/visitors/${encodeURIComponent(visitor)}`;
  const read = useLoaded(path, async () => (await admin.server.get<KnownVisitor>(path)).value);
  const made = useLoaded(`compiled ${key}`, () => compiled(admin.server, items));
  const failure = read.failure ?? made.failure;
  if (failure !== null)
    return (
      <Problem
        failure={failure}
        again={() => {
          read.again();
          made.again();
        }}
      />
    );
  if (read.value === null || made.value === null || !rules.loaded.value) return <Waiting />;
  const { visits } = read.value;
  const visit = visits.find((each) => each.visit === chosen.value) ?? visits[0];
  return (
    <>
      <div class="explain-head">
        <a class="button" href={ruleAddress("explain")}>
          <Icon name="back" turns />
          {tr("explain.other")}
        </a>
        <select
          class="input"
          aria-label={tr("explain.visit")}
          value={visit?.visit}
          onChange={(event) => {
            chosen.value = event.currentTarget.value;
          }}
        >
          {visits.map((each) => (
            <option key={each.visit} value={each.visit}>
              {dateTimeOf(each.started)}
            </option>
          ))}
        </select>
        <button type="button" class="button" onClick={read.again}>
          {tr("explain.again")}
        </button>
        <Supposed
          button={button.value}
          onChange={(state) => {
            button.value = state;
          }}
        />
      </div>
      {visit === undefined || visit.pages.length === 0 ? (
        <Empty icon="page" title={tr("explain.no_pages")}>
          <p>{tr("explain.no_pages.why")}</p>
        </Empty>
      ) : (
        <OneVisit
          key={visit.visit}
          visit={visit}
          rules={items}
          made={made.value}
          around={aroundOf(read.value, visit, button.value)}
        />
      )}
    </>
  );
}

/** The visits are told the newest first. */
function aroundOf(
  { visitor, visits }: KnownVisitor,
  visit: RecordedVisit,
  availability: string,
): Around {
  const at = visits.indexOf(visit);
  const before = visits[at + 1];
  return {
    visits: Math.max(1, visitor.visits - at),
    availability,
    ...(before === undefined ? {} : { lastVisit: before.left || before.seen }),
    ...(visitor.last_chat > 0 ? { lastChat: visitor.last_chat } : {}),
  };
}

interface VisitProps {
  visit: RecordedVisit;
  around: Around;
  rules: readonly Rule[];
  made: Compilation;
}

function OneVisit({ visit, around, rules, made }: VisitProps): JSX.Element | null {
  const last = visit.pages.at(-1)?.n ?? 1;
  const chosen = useSignal(last);
  const page = visit.pages.find(({ n }) => n === chosen.value) ?? visit.pages.at(-1);
  if (page === undefined) return null;
  const current = page.n === last && visit.left === 0;
  const end = current ? Math.max(visit.seen, Date.now()) : page.at + page.shown_ms;
  const facts = factsAt(visit, page, () => end, around);
  const ledger = newLedger(visit.visitor);
  const firings = replay(made, visit, ledger, around);
  const bounds = boundsOf(made, facts, ledger, end);
  return (
    <>
      <fieldset class="explain-pages">
        <legend>{tr("explain.page")}</legend>
        {visit.pages.map((each) => (
          <button
            key={each.n}
            type="button"
            aria-pressed={each.n === page.n}
            onClick={() => {
              chosen.value = each.n;
            }}
          >
            <bdi>{each.title || each.url}</bdi>
            <span class="soft small">
              {timeOf(each.at)} · {spanText(Math.round(each.shown_ms / 1000))}
            </span>
            {firings.some((firing) => firing.page === each.n) && <Icon name="bolt" />}
          </button>
        ))}
      </fieldset>
      <p class="hint">{tr("explain.unknown")}</p>
      {rules.length === 0 && <p class="soft">{tr("explain.no_rules")}</p>}
      <ol class="explain-rules">
        {rules.map((rule) => (
          <RuleVerdict
            key={rule.id}
            rule={rule}
            verdict={explainRule(rule, made, facts)}
            bounds={bounds.get(rule.number)}
            firing={firings.find((each) => each.rule === rule.number)}
            told={visit.engagements.find((each) => each.rule === rule.number)?.state}
          />
        ))}
      </ol>
    </>
  );
}

interface VerdictProps {
  rule: Rule;
  verdict: Verdict;
  bounds: { isOpen: boolean; isCapped: boolean } | undefined;
  firing: Firing | undefined;
  /** What the tag itself told of it. */
  told: string | undefined;
}

function RuleVerdict({ rule, verdict, bounds, firing, told }: VerdictProps): JSX.Element {
  const part = nearness(verdict);
  const state = verdict.holds ? "holds" : part > 0.5 ? "near" : "far";
  return (
    <li class={`panel-card explain-rule is-${state}`}>
      <header>
        <Icon name={verdict.holds ? "check" : "close"} />
        <h3>
          <a href={ruleAddress(rule.id)}>
            <bdi>{rule.name}</bdi>
          </a>
        </h3>
        <span class="explain-near" aria-hidden="true">
          <i style={{ inlineSize: `${part * 100}%` }} />
        </span>
      </header>
      <p>{firedText(verdict, bounds, firing)}</p>
      {told !== undefined && (
        <p class="soft">{tr("explain.told", { state: tr(`told.${told as "shown"}`) })}</p>
      )}
      <Tree verdict={verdict} />
    </li>
  );
}

function firedText(
  verdict: Verdict,
  bounds: VerdictProps["bounds"],
  firing: Firing | undefined,
): string {
  if (firing !== undefined) {
    const word = firing.control ? "explain.control" : "explain.fired";
    return tr(word, { page: firing.page, time: timeOf(firing.at) });
  }
  if (!verdict.holds) return tr("explain.not");
  if (bounds?.isOpen === false) return tr("explain.closed");
  return tr(bounds?.isCapped === true ? "explain.capped" : "explain.bounded");
}

function Tree({ verdict }: { verdict: Verdict }): JSX.Element {
  const { nameOf } = useRules();
  const { condition, kind, parts } = verdict;
  if (condition !== undefined)
    return (
      <p class={verdict.holds ? "explain-leaf holds" : "explain-leaf"}>
        <Icon name={verdict.holds ? "check" : "close"} />
        <span>
          <span class="unseen">{tr(verdict.holds ? "tester.holds" : "tester.fails")}: </span>
          {conditionText(condition, nameOf)}
          <span class="soft"> {seenText(condition, verdict.seen, nameOf)}</span>
        </span>
      </p>
    );
  if (parts === undefined || parts.length === 0) return <p class="soft">{tr("say.always")}</p>;
  return (
    <div class={`explain-group kind-${kind ?? "all"}`}>
      <span class="small soft">{tr(`group.${kind ?? "all"}`)}</span>
      <ul>
        {parts.map((each, at) => (
          <li key={at}>
            <Tree verdict={each} />
          </li>
        ))}
      </ul>
    </div>
  );
}
