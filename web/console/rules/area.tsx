// The rules section: list, versions, explain, back-test, and the builder. Loaded when it is first opened.
import type { JSX } from "preact";
import { useEffect, useMemo } from "preact/hooks";
import { useAdmin } from "../admin/place";
import { Screen } from "../admin/screen";
import { Icon } from "../icons";
import { route } from "../route";
import { Builder } from "./builder";
import { NEW } from "./edit";
import { Explain } from "./explain";
import { RuleList, ruleAddress } from "./list";
import { RulesContext, RulesPlace, useRules } from "./place";
import { BackTestScreen } from "./trial";
import { Versions } from "./versions";
import { tr } from "./words";
import "../styles/rules.css";
import "../styles/rule-tests.css";
import "../styles/builder.css";
import "../styles/builder-actions.css";

const VIEWS = {
  "": RuleList,
  versions: Versions,
  explain: Explain,
  backtest: BackTestScreen,
} as const satisfies { [part: string]: () => JSX.Element };
type View = keyof typeof VIEWS;
const VIEW_NAMES = Object.keys(VIEWS) as View[];

export default function RulesArea(): JSX.Element {
  const admin = useAdmin();
  const place = useMemo(() => new RulesPlace(admin), [admin]);
  useEffect(() => admin.learnNames(), [admin]);
  return (
    <RulesContext.Provider value={place}>
      <Chosen />
    </RulesContext.Provider>
  );
}

function Chosen(): JSX.Element {
  const place = useRules();
  const { value } = route;
  const part = (value.screen === "admin" && value.part) || "";
  const view = VIEW_NAMES.find((name) => name === part.split(".")[0]);
  if (view === undefined) return <BuilderScreen id={part} />;
  const Shown = VIEWS[view];
  const make = (
    <a class="button main" href={ruleAddress(NEW)}>
      <Icon name="plus" />
      {tr("list.add")}
    </a>
  );
  return (
    <Screen
      title={tr("title")}
      lead={tr(`lead.${view || "list"}`)}
      {...(place.mayWrite && view === "" ? { action: make } : {})}
    >
      <Views chosen={view} />
      <Shown key={view} />
    </Screen>
  );
}

function Views({ chosen }: { chosen: View }): JSX.Element {
  return (
    <nav class="rules-views" aria-label={tr("views")}>
      {VIEW_NAMES.map((name) => (
        <a key={name} href={ruleAddress(name)} aria-current={name === chosen ? "page" : undefined}>
          {tr(`view.${name || "list"}`)}
        </a>
      ))}
    </nav>
  );
}

function BuilderScreen({ id }: { id: string }): JSX.Element {
  const { rules } = useRules();
  const name = rules.byId.value.get(id)?.name;
  return (
    <div class="wide-screen">
      <Screen title={id === NEW ? tr("builder.new") : (name ?? tr("builder.title"))}>
        <Builder key={id} id={id} />
      </Screen>
    </div>
  );
}
