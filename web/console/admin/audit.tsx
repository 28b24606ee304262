// The audit trail's screen: who changed what, when and from where, newest first, each with its before and after.
import type { JSX } from "preact";
import { useEffect, useMemo } from "preact/hooks";
import { Empty } from "../controls";
import { Icon } from "../icons";
import { dateTimeOf } from "../text";
import { ChangeTable } from "./changes";
import { differences, wordingOf } from "./difference";
import { BusyButton } from "./form";
import { type AdminPlace, useAdmin } from "./place";
import type { AuditEntry } from "./records";
import { Problem, Screen, useAgain, Waiting } from "./screen";
import { Trail } from "./trail";
import { ta, taMaybe } from "./words";

export function Audit(): JSX.Element {
  const place = useAdmin();
  const trail = useMemo(() => {
    const load = (after: string) => place.server.page<AuditEntry>("/v1/audit", after, 50);
    return new Trail(load, (entry) => tell(entry, place));
  }, [place]);
  useEffect(() => {
    void trail.reload();
    place.learnNames();
  }, [trail]);
  useAgain(() => void trail.newer());
  const renew = (
    <BusyButton busy={trail.busy.value} kind="" onClick={() => void trail.reload()}>
      {ta("refresh")}
    </BusyButton>
  );
  return (
    <Screen title={ta("section.audit")} lead={ta("audit.lead")} action={renew}>
      <search class="search">
        <Icon name="search" />
        <input
          type="search"
          class="input"
          aria-label={ta("audit.search")}
          placeholder={ta("audit.search")}
          value={trail.search.value}
          onInput={(event) => {
            trail.search.value = event.currentTarget.value;
          }}
        />
      </search>
      <Problem failure={trail.failure.value} again={() => void trail.reload()} />
      {trail.loaded.value ? <Entries trail={trail} /> : trail.busy.value && <Waiting />}
    </Screen>
  );
}

function Entries({ trail }: { trail: Trail }): JSX.Element {
  const found = trail.found.value;
  if (trail.entries.value.length === 0) {
    return (
      <Empty icon="archive" title={ta("audit.empty")}>
        <p>{ta("audit.empty.why")}</p>
      </Empty>
    );
  }
  return (
    <>
      <p class="unseen" role="status">
        {trail.search.value !== "" && ta("audit.found", { count: found.length })}
      </p>
      <ol class="cards">
        {found.map((entry) => (
          <li key={entry.id} class="card audit">
            <Entry entry={entry} />
          </li>
        ))}
      </ol>
      {found.length === 0 && <p class="admin-none">{ta("audit.none_found")}</p>}
      {trail.next.value !== "" && (
        <div class="more">
          <BusyButton busy={trail.busy.value} kind="" onClick={() => void trail.older()}>
            {ta("audit.older")}
          </BusyButton>
        </div>
      )}
    </>
  );
}

function Entry({ entry }: { entry: AuditEntry }): JSX.Element {
  const place = useAdmin();
  const changes = differences(entry.before, entry.after);
  return (
    <>
      <p class="what">
        <strong>{actionOf(entry)}</strong> <bdi>{nameOf(entry, place)}</bdi>{" "}
        <bdi class="soft small">{objectOf(entry)}</bdi>
      </p>
      <p class="soft small">
        <bdi>{entry.by.name || entry.by.id}</bdi> ({taMaybe(`by.${entry.by.kind}`, entry.by.kind)})
        {" · "}
        <time dateTime={new Date(entry.at).toISOString()}>{dateTimeOf(entry.at)}</time>
        {entry.ip !== "" && (
          <>
            {" · "}
            <bdi dir="ltr">{entry.ip}</bdi>
          </>
        )}
      </p>
      {changes.length > 0 && (
        <details>
          <summary>{ta("audit.changes", { count: changes.length })}</summary>
          <ChangeTable changes={changes} label={actionOf(entry)} />
        </details>
      )}
    </>
  );
}

function actionOf({ action }: AuditEntry): string {
  return taMaybe(`action.${action}`, action);
}

/** Keys, and what is gone by now, are named by the entry itself. */
function nameOf({ object, before, after }: AuditEntry, place: AdminPlace): string {
  return place.nameOf(object) || nameIn(after) || nameIn(before);
}

function nameIn(told: unknown): string {
  const { name } = (told ?? {}) as { name?: unknown };
  return typeof name === "string" ? name : "";
}

function objectOf({ object }: AuditEntry): string {
  const version = /^version (\d+)$/.exec(object)?.[1];
  return version === undefined ? object : ta("config.version", { version });
}

function tell(entry: AuditEntry, place: AdminPlace): string {
  const { by, object, ip, action } = entry;
  const values = [entry.before, entry.after].map(wordingOf);
  return [
    by.name,
    by.id,
    actionOf(entry),
    action,
    object,
    nameOf(entry, place),
    ip,
    ...values,
  ].join("\n");
}
