// The admin area: its sections at the side, the chosen one beside them. Loaded when it is first opened.
import type { JSX } from "preact";
import { useEffect, useMemo } from "preact/hooks";
import { Empty } from "../controls";
import type { Me } from "../desk/desk";
import { Icon } from "../icons";
import { addressOf } from "../route";
import { useWorkplace } from "../workplace";
import { ArchiveScreen } from "./archive";
import { Audit } from "./audit";
import { Config } from "./config";
import { Keys } from "./keys";
import { Groups, Skills } from "./labels";
import { People } from "./people";
import { AdminContext, AdminPlace, useAdmin } from "./place";
import { Roles } from "./roles";
import { Routing } from "./routing";
import { RulesDoor } from "./rules-door";
import { firstSection, type SectionName, sectionCalled, sectionsFor } from "./sections";
import { Settings } from "./settings";
import { SnippetScreen } from "./snippet";
import { Start } from "./start";
import { ta } from "./words";
import "../styles/admin.css";
import "../styles/admin-snippet.css";
import "../styles/admin-cards.css";
import "../styles/admin-routing.css";

const SCREENS: { [Name in SectionName]: () => JSX.Element } = {
  start: Start,
  people: People,
  groups: Groups,
  skills: Skills,
  routing: Routing,
  rules: RulesDoor,
  roles: Roles,
  settings: Settings,
  snippet: SnippetScreen,
  keys: Keys,
  archive: ArchiveScreen,
  audit: Audit,
  config: Config,
};

export default function Admin({ me, section }: { me: Me; section: string | null }): JSX.Element {
  const { api } = useWorkplace();
  const place = useMemo(() => new AdminPlace(api, me), [api, me]);
  const chosen = section ?? firstSection(me.permissions);
  return (
    <AdminContext.Provider value={place}>
      <main class="admin">
        <Sections chosen={chosen} />
        <div class="admin-room">
          <Said on={chosen} />
          <Chosen name={chosen} />
        </div>
      </main>
    </AdminContext.Provider>
  );
}

function Chosen({ name }: { name: string | null }): JSX.Element {
  const { me } = useAdmin();
  const section = sectionCalled(name);
  if (section === undefined) {
    return (
      <Empty icon="alert" title={ta("missing.title")}>
        <p>{ta("missing.why")}</p>
      </Empty>
    );
  }
  if (!me.permissions.includes(section.needs)) {
    return (
      <Empty
        icon="shield"
        title={ta("forbidden.title", { section: ta(`section.${section.name}`) })}
      >
        <p>{ta("forbidden.why", { permission: ta(`permission.${section.needs}`) })}</p>
      </Empty>
    );
  }
  const Shown = SCREENS[section.name];
  return <Shown key={section.name} />;
}

function Sections({ chosen }: { chosen: string | null }): JSX.Element {
  const { me } = useAdmin();
  return (
    <nav class="admin-nav" aria-label={ta("sections")}>
      <ul>
        {sectionsFor(me.permissions).map(({ name, icon }) => (
          <li key={name}>
            <a
              href={addressOf({ screen: "admin", section: name })}
              aria-current={name === chosen ? "page" : undefined}
              ref={name === chosen ? intoSight : null}
            >
              <Icon name={icon} />
              {ta(`section.${name}`)}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  );
}

/** On a phone the sections are a strip that scrolls sideways. */
function intoSight(link: HTMLAnchorElement | null): void {
  link?.scrollIntoView({ block: "nearest", inline: "center" });
}

const SAID_MS = 6_000;

/** What was done last, for a moment; a screen reader speaks it. */
function Said({ on }: { on: string | null }): JSX.Element {
  const { said } = useAdmin();
  const text = said.value;
  useEffect(() => {
    if (text === "") return;
    const timer = setTimeout(() => {
      said.value = "";
    }, SAID_MS);
    return () => clearTimeout(timer);
  }, [text]);
  // What was done in one section is no news in another.
  useEffect(
    () => () => {
      said.value = "";
    },
    [on],
  );
  return (
    <div role="status">
      {text !== "" && (
        <p class="toast">
          <Icon name="check" />
          {text}
        </p>
      )}
    </div>
  );
}
