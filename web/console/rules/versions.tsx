// The versions of the account's tag: what changed in each, the copy for one's own server, the way back.
import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect } from "preact/hooks";
import { ChangeTable } from "../admin/changes";
import { Confirm } from "../admin/confirm";
import { Copied } from "../admin/copy";
import { BusyButton } from "../admin/form";
import { Problem, useAgain, Waiting } from "../admin/screen";
import { saveTag } from "../admin/tagfile";
import { useTask } from "../admin/task";
import { Empty, Scroller, useLoaded } from "../controls";
import { Icon } from "../icons";
import { dateTimeOf } from "../text";
import { useRules } from "./place";
import {
  type Compared,
  changesIn,
  type RuleChange,
  snippetOf,
  type TagVersion,
} from "./publications";
import { tr, trMaybe } from "./words";

const VERSIONS = "/v1/tag/versions";

export function Versions(): JSX.Element {
  const { admin } = useRules();
  const chosen = useSignal<number | null>(null);
  const after = useSignal<readonly TagVersion[]>([]);
  const { value, failure, again } = useLoaded("versions", () =>
    admin.server.page<TagVersion>(VERSIONS),
  );
  useAgain(again);
  if (value === null)
    return failure === null ? <Waiting /> : <Problem failure={failure} again={again} />;
  const items = [...value.items, ...after.value];
  if (items.length === 0)
    return (
      <Empty icon="archive" title={tr("versions.none")}>
        <p>{tr("versions.none.why")}</p>
      </Empty>
    );
  const shown = items.find(({ version }) => version === chosen.value) ?? items[0];
  const next = after.value.length === 0 ? value.next : (items.at(-1)?.version ?? "");
  return (
    <div class="versions">
      <ol class="versions-list">
        {items.map((version, at) => (
          <li key={version.version}>
            <button
              type="button"
              class={version === shown ? "version chosen" : "version"}
              aria-pressed={version === shown}
              onClick={() => {
                chosen.value = version.version;
              }}
            >
              <strong>
                {tr("versions.number", { number: String(version.version) })}
                {at === 0 && <span class="chip">{tr("versions.live")}</span>}
              </strong>
              <span>
                {trMaybe(`action.${version.action}`, version.action)}
                <Subject version={version} />
              </span>
              <span class="soft small">
                {dateTimeOf(version.at)} · <bdi>{version.by.name || version.by.kind}</bdi>
              </span>
            </button>
          </li>
        ))}
        {String(next) !== "" && items.length >= value.items.length && value.next !== "" && (
          <li>
            <More
              cursor={String(next)}
              onMore={(more) => (after.value = [...after.value, ...more])}
            />
          </li>
        )}
      </ol>
      {shown !== undefined && (
        <One
          key={shown.version}
          version={shown}
          live={shown === items[0]}
          names={items.map(({ version }) => version)}
          onRestored={() => {
            chosen.value = null;
            again();
          }}
        />
      )}
    </div>
  );
}

/** The rule that it was about, if there still is one. */
function Subject({ version }: { version: TagVersion }): JSX.Element | null {
  const rule = useRules().rules.items.value.find(({ id }) => id === version.object);
  return rule === undefined ? null : (
    <>
      {": "}
      <bdi>{rule.name}</bdi>
    </>
  );
}

function More(props: { cursor: string; onMore(items: TagVersion[]): void }): JSX.Element {
  const { admin } = useRules();
  const task = useTask();
  const read = async () => {
    const page = await admin.server.page<TagVersion>(VERSIONS, props.cursor);
    props.onMore(page.items);
  };
  return (
    <BusyButton busy={task.busy} kind="" onClick={() => void task.run(read)}>
      {tr("versions.more")}
    </BusyButton>
  );
}

interface OneProps {
  version: TagVersion;
  live: boolean;
  names: readonly number[];
  onRestored(): void;
}

function One({ version, live, names, onRestored }: OneProps): JSX.Element {
  const { admin, mayWrite } = useRules();
  const other = useSignal(-1);
  const asking = useSignal(false);
  useEffect(() => admin.learnNames(), [admin]);
  return (
    <section
      class="panel-card"
      aria-label={tr("versions.number", { number: String(version.version) })}
    >
      <div class="version-head">
        <h3>{tr("versions.changed", { number: String(version.version) })}</h3>
        <select
          class="input"
          aria-label={tr("versions.with")}
          value={String(other.value)}
          onChange={(event) => {
            other.value = Number(event.currentTarget.value);
          }}
        >
          <option value="-1">{tr("versions.before")}</option>
          {names
            .filter((name) => name !== version.version)
            .map((name) => (
              <option key={name} value={String(name)}>
                {tr("versions.since", { number: String(name) })}
              </option>
            ))}
        </select>
      </div>
      <Difference version={version.version} other={other.value} />
      {!live && mayWrite && (
        <div class="row-buttons">
          <button
            type="button"
            class="button"
            onClick={() => {
              asking.value = true;
            }}
          >
            <Icon name="archive" />
            {tr("versions.restore")}
          </button>
        </div>
      )}
      <SelfHosted version={version} />
      {asking.value && (
        <Restore
          version={version.version}
          live={names[0] ?? 0}
          onClose={() => {
            asking.value = false;
          }}
          onRestored={onRestored}
        />
      )}
    </section>
  );
}

interface DifferenceProps {
  version: number;
  other: number;
  /** Told the other way round: what going back would change. */
  back?: boolean;
}

function Difference({ version, other, back = false }: DifferenceProps): JSX.Element {
  const { admin } = useRules();
  const path = `${VERSIONS}/${version}?other=${other}`;
  const { value, failure, again } = useLoaded(
    path,
    async () => (await admin.server.get<Compared>(path)).value,
  );
  if (value === null)
    return failure === null ? <Waiting /> : <Problem failure={failure} again={again} />;
  if (value.rules.length === 0 && value.settings.length === 0)
    return <p class="soft">{tr(back ? "versions.same.back" : "versions.same")}</p>;
  return (
    <>
      <ul class="version-changes">
        {value.rules.map((change) => (
          <Change key={change.rule} change={change} />
        ))}
      </ul>
      {value.total > value.rules.length && (
        <p class="hint">{tr("versions.untold", { count: value.total - value.rules.length })}</p>
      )}
      {value.settings.length > 0 && (
        <ChangeTable changes={value.settings} label={tr("versions.settings")} />
      )}
    </>
  );
}

function Change({ change }: { change: RuleChange }): JSX.Element {
  const { nameOf } = useRules();
  const lines = changesIn(change, nameOf);
  return (
    <li class={`version-change is-${change.kind}`}>
      <p>
        <span class="chip">{tr(`change.${change.kind}`)}</span> <bdi>{change.name}</bdi>
      </p>
      {lines.length > 0 && (
        <Scroller kind="table-box" label={change.name}>
          <table class="changes">
            <tbody>
              {lines.map(({ field, before, after }) => (
                <tr key={field}>
                  <th scope="row">{trMaybe(`change.field.${field}`, field)}</th>
                  <td class="before">
                    <del>{before}</del>
                  </td>
                  <td class="after">
                    <ins>{after}</ins>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </Scroller>
      )}
    </li>
  );
}

interface RestoreProps {
  version: number;
  live: number;
  onClose(): void;
  onRestored(): void;
}

function Restore({ version, live, onClose, onRestored }: RestoreProps): JSX.Element {
  const place = useRules();
  const restore = async () => {
    await place.admin.server.post(`${VERSIONS}/${version}/restore`);
    void place.rules.reload();
    place.admin.say(tr("versions.restored", { number: String(version) }));
    onRestored();
  };
  return (
    <Confirm
      title={tr("versions.restore.ask", { number: String(version) })}
      yes={tr("versions.restore")}
      work={restore}
      onClose={onClose}
    >
      <p>{tr("versions.restore.why")}</p>
      <Difference version={version} other={live} back />
    </Confirm>
  );
}

function SelfHosted({ version }: { version: TagVersion }): JSX.Element {
  const task = useTask();
  if (version.src === "") return <p class="hint">{tr("versions.no_copy")}</p>;
  return (
    <details>
      <summary>{tr("versions.self")}</summary>
      <div class="version-self">
        <p class="soft">{tr("versions.self.why")}</p>
        <Copied text={snippetOf(version, location.origin)} label={tr("versions.self")} />
        <div class="row-buttons">
          <BusyButton
            busy={task.busy}
            kind=""
            onClick={() => void task.run(() => saveTag({ ...version, html: "", self_host: "" }))}
          >
            <Icon name="download" />
            {tr("versions.download")}
          </BusyButton>
        </div>
        <Problem failure={task.failure} />
        <p class="hint">
          <code dir="ltr">{version.integrity}</code>
        </p>
      </div>
    </details>
  );
}
