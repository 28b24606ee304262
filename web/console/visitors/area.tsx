// The visitors view: who is on the site now, and beside the list who was chosen. Loaded when it is first opened.
import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect, useMemo } from "preact/hooks";
import { Empty, reasonOf } from "../controls";
import { goTo } from "../route";
import { useWorkplace } from "../workplace";
import { Crowd } from "./crowd";
import { Detail } from "./detail";
import { FilterBar } from "./filter-bar";
import { CrowdList } from "./list";
import { PageGroups } from "./page-groups";
import { readRuleNames } from "./rule-names";
import { tv } from "./words";
import "../styles/visitors.css";
import "../styles/visitor-detail.css";

interface AreaProps {
  visit: string | null;
  permissions: readonly string[];
}

export default function Visitors({ visit, permissions }: AreaProps): JSX.Element {
  if (!permissions.includes("visitors.read"))
    return (
      <main class="visitors">
        <Empty icon="shield" title={tv("forbidden")}>
          <p>{tv("forbidden.why")}</p>
        </Empty>
      </main>
    );
  return <View visit={visit} permissions={permissions} />;
}

function View({ visit, permissions }: AreaProps): JSX.Element {
  const { api } = useWorkplace();
  const crowd = useMemo(() => new Crowd(api), [api]);
  const grouped = useSignal(false);
  useEffect(() => crowd.follow(), [crowd]);
  useEffect(() => {
    if (permissions.includes("rules.read")) void readRuleNames(api);
  }, [api]);
  const choose = (chosen: string | null) => goTo({ screen: "visitors", visit: chosen });
  return (
    <main class={visit === null ? "visitors" : "visitors with-detail"}>
      <section class="visitors-list" aria-label={tv("title")}>
        <header class="visitors-head">
          <h2>{tv("title")}</h2>
          <Count crowd={crowd} />
          <fieldset class="segments">
            <legend class="unseen">{tv("view")}</legend>
            {[false, true].map((each) => (
              <button
                key={String(each)}
                type="button"
                aria-pressed={grouped.value === each}
                onClick={() => {
                  grouped.value = each;
                }}
              >
                {tv(each ? "view.pages" : "view.list")}
              </button>
            ))}
          </fieldset>
        </header>
        <FilterBar crowd={crowd} />
        <Stale crowd={crowd} />
        {grouped.value ? (
          <PageGroups
            crowd={crowd}
            onChoose={(page) => {
              crowd.change({ page });
              grouped.value = false;
            }}
          />
        ) : (
          <CrowdList crowd={crowd} chosen={visit} onChoose={choose} />
        )}
      </section>
      {visit !== null && (
        <Detail
          key={visit}
          crowd={crowd}
          visit={visit}
          mayInvite={permissions.includes("visitors.invite")}
          onClose={() => choose(null)}
        />
      )}
    </main>
  );
}

function Count({ crowd }: { crowd: Crowd }): JSX.Element {
  const { total, matching, exact } = crowd.totals.value;
  const some = matching !== total;
  const word = some ? "count.some" : "count.all";
  return (
    <p class="soft" role="status">
      {crowd.loaded.value && (
        <>
          {exact ? "" : "≈ "}
          {tv(word, { count: some ? matching : total, total })}
        </>
      )}
    </p>
  );
}

/** What is there stays in sight when nothing newer comes. */
function Stale({ crowd }: { crowd: Crowd }): JSX.Element {
  const failure = crowd.failure.value;
  return (
    <div role="alert">
      {failure !== null && (
        <div class="notice bad">
          <p>{reasonOf(failure)}</p>
          <button type="button" class="button" onClick={() => void crowd.begin()}>
            {tv("again")}
          </button>
        </div>
      )}
    </div>
  );
}
