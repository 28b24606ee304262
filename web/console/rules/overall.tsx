// What holds of all rules together: who never sees an invitation, how many a visit may see. Used by the list.
import type { JSX } from "preact";
import { useEffect } from "preact/hooks";
import type { AccountDraft } from "../admin/account";
import { Conflict } from "../admin/conflict";
import { BusyButton, Form } from "../admin/form";
import { Problem } from "../admin/screen";
import { Num, Percent, Span } from "./fields";
import { Labelled } from "./labelled";
import { useRules } from "./place";
import { tr } from "./words";

export function Overall(): JSX.Element | null {
  const { admin } = useRules();
  const { settings } = admin;
  useEffect(() => {
    if (admin.may("settings.read") && settings.draft.peek() === null) void settings.open();
  }, [settings]);
  const draft = settings.draft.value;
  if (draft === null) return null;
  const mayWrite = admin.may("settings.write");
  return (
    <details class="panel-card">
      <summary>{tr("overall.title")}</summary>
      <Form onSubmit={() => settings.save()}>
        <fieldset disabled={!mayWrite}>
          <Fields draft={draft} />
        </fieldset>
        {mayWrite && (
          <div class="row-buttons">
            <BusyButton busy={settings.busy.value} disabled={!settings.dirty.value}>
              {tr("overall.save")}
            </BusyButton>
          </div>
        )}
        <Problem failure={settings.failure.value} />
        <Conflict edit={settings} />
      </Form>
    </details>
  );
}

function Fields({ draft }: { draft: AccountDraft }): JSX.Element {
  const { settings } = useRules().admin;
  return (
    <div class="fields-two">
      <Labelled label={tr("overall.control")} hint={tr("overall.control.why")}>
        <Percent
          label={tr("overall.control")}
          value={draft.rules_control}
          onChange={(share) => settings.set("rules_control", share)}
        />
      </Labelled>
      <Labelled label={tr("overall.per_visit")} hint={tr("cap.none")}>
        <Num
          label={tr("overall.per_visit")}
          value={draft.invitations_per_visit}
          most={1000}
          onChange={(count) => settings.set("invitations_per_visit", count)}
        />
      </Labelled>
      <Labelled label={tr("overall.pause")} hint={tr("cap.none.time")}>
        <Span
          label={tr("overall.pause")}
          value={draft.invitation_pause_s}
          units={["second", "minute", "hour"]}
          onChange={(seconds) => settings.set("invitation_pause_s", seconds)}
        />
      </Labelled>
    </div>
  );
}
