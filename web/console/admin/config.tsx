// The configuration screen: all settings as one file; take it out, put one in after a look at what it changes, go back.
import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect } from "preact/hooks";
import { save } from "../closed/files";
import { useLoaded } from "../controls";
import { Icon } from "../icons";
import { dateTimeOf } from "../text";
import { ChangeTable } from "./changes";
import { ConfigImport } from "./config-import";
import { Confirm } from "./confirm";
import { BusyButton } from "./form";
import { useAdmin } from "./place";
import type { Change, ConfigVersion, Page } from "./records";
import { Problem, Screen, useAgain, Waiting } from "./screen";
import { useTask } from "./task";
import { ta } from "./words";

export function Config(): JSX.Element {
  const place = useAdmin();
  const turn = useSignal(0);
  // What an import adds is named by the next look.
  useEffect(() => place.learnNames(), [place, turn.value]);
  const applied = () => {
    turn.value += 1;
  };
  return (
    <Screen title={ta("section.config")} lead={ta("config.lead")}>
      <Export />
      {place.may("config.write") && <ConfigImport onApplied={applied} />}
      <Versions key={turn.value} onRolledBack={applied} />
    </Screen>
  );
}

function Export(): JSX.Element {
  const { server, me } = useAdmin();
  const task = useTask();
  const download = () =>
    task.run(async () => {
      const { value } = await server.get<object>("/v1/config");
      const file = new Blob([`${JSON.stringify(value, null, 2)}\n`], { type: "application/json" });
      save(file, `parley-${me.account}-${new Date().toISOString().slice(0, 10)}.json`);
    });
  return (
    <section class="panel-card">
      <h3>{ta("config.export")}</h3>
      <p class="soft">{ta("config.export.why")}</p>
      <div>
        <BusyButton busy={task.busy} kind="" onClick={() => void download()}>
          <Icon name="download" />
          {ta("config.export.do")}
        </BusyButton>
      </div>
      <Problem tried={ta("tried.change")} failure={task.failure} />
    </section>
  );
}

function Versions({ onRolledBack }: { onRolledBack(): void }): JSX.Element {
  const place = useAdmin();
  const { server } = place;
  const asked = useSignal<ConfigVersion | null>(null);
  const { value, failure, again } = useLoaded("versions", async () => {
    const answer = await server.get<Page<ConfigVersion>>("/v1/config/versions?limit=50");
    return answer.value.items;
  });
  useAgain(again);
  const roll = async ({ version }: ConfigVersion) => {
    const path = `/v1/config/versions/${encodeURIComponent(String(version))}/rollback`;
    await server.post(path);
    place.say(ta("config.rolled_back", { version: String(version) }));
    onRolledBack();
  };
  return (
    <section class="panel-card">
      <h3>{ta("config.versions")}</h3>
      <p class="soft">{ta("config.versions.why")}</p>
      {value === null && failure === null && <Waiting />}
      <Problem failure={failure} again={again} />
      {value?.length === 0 && <p class="hint">{ta("config.versions.none")}</p>}
      <ul class="plain-rows">
        {value?.map((version) => (
          <li key={version.version}>
            <VersionText version={version} />
            {place.may("config.write") && (
              <button
                type="button"
                class="button"
                aria-label={ta("config.roll.of", { version: String(version.version) })}
                onClick={() => {
                  asked.value = version;
                }}
              >
                {ta("config.roll")}
              </button>
            )}
          </li>
        ))}
      </ul>
      {asked.value !== null && (
        <Confirm
          title={ta("config.roll.of", { version: String(asked.value.version) })}
          yes={ta("config.roll")}
          work={() => (asked.value === null ? Promise.resolve() : roll(asked.value))}
          onClose={() => {
            asked.value = null;
          }}
        >
          <p>{ta("config.roll.why")}</p>
          <WouldChange version={asked.value} />
        </Confirm>
      )}
    </section>
  );
}

/** What rolling back would change, before it is done. */
function WouldChange({ version: { version } }: { version: ConfigVersion }): JSX.Element {
  const { server } = useAdmin();
  const { value, failure, again } = useLoaded(`rollback ${version}`, async () => {
    const path = `/v1/config/versions/${encodeURIComponent(String(version))}/rollback?dry_run=true`;
    return (await server.post<{ changes: Change[] }>(path)).value.changes;
  });
  if (failure !== null) return <Problem failure={failure} again={again} />;
  if (value === null) return <Waiting />;
  if (value.length === 0) return <p class="notice">{ta("config.roll.same")}</p>;
  return (
    <>
      <h4>{ta("config.changes", { count: value.length })}</h4>
      <ChangeTable changes={value} label={ta("config.roll.of", { version: String(version) })} />
    </>
  );
}

function VersionText({ version }: { version: ConfigVersion }): JSX.Element {
  return (
    <span>
      <strong>{ta("config.version", { version: String(version.version) })}</strong>{" "}
      <span class="soft">
        {dateTimeOf(version.at)} · <bdi>{version.by.name || version.by.id}</bdi> ·{" "}
        {version.changes === 0
          ? ta("config.version.first")
          : ta("config.changes", { count: version.changes })}
      </span>
    </span>
  );
}
