// The invitation as a visitor will see it, on a desktop and on a phone. Used by the builder.
import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { directionOf } from "../../shared/catalogue";
import { language } from "../text";
import { Pick } from "./fields";
import { languagesOf } from "./languages";
import { InvitationPicture } from "./picture";
import type { InviteAction, RuleDraft, Said } from "./rule";
import { nameIn, tr } from "./words";

export function Preview({ draft }: { draft: RuleDraft }): JSX.Element {
  const variant = useSignal(-1);
  const spoken = useSignal("");
  const invite = draft.actions.find((action): action is InviteAction => action.do === "invite");
  if (invite === undefined) return <p class="hint">{tr("preview.none")}</p>;
  const variants = draft.experiment?.variants ?? [];
  const shown = { ...invite, ...overrides(invite, variants[variant.value]?.invite) };
  const codes = languagesOf(shown);
  const code = codes.includes(spoken.value) ? spoken.value : "";
  return (
    <div class="preview">
      <div class="preview-tools">
        {variants.length > 0 && (
          <Pick
            label={tr("preview.variant")}
            value={String(variant.value)}
            options={[
              { value: "-1", label: tr("experiment.itself") },
              ...variants.map(({ name }, at) => ({ value: String(at), label: name })),
            ]}
            onChange={(at) => {
              variant.value = Number(at);
            }}
          />
        )}
        {codes.length > 0 && (
          <Pick
            label={tr("preview.language")}
            value={code}
            options={["", ...codes].map((value) => ({
              value,
              label: value === "" ? tr("invite.own_language") : nameIn("language", value),
            }))}
            onChange={(value) => {
              spoken.value = value;
            }}
          />
        )}
      </div>
      <Screens invite={shown} code={code} />
    </div>
  );
}

function Screens({ invite, code }: { invite: InviteAction; code: string }): JSX.Element {
  const dir = directionOf(code || language.value);
  return (
    <div class="preview-screens">
      {(["desktop", "phone"] as const).map((device) => (
        <figure key={device} class={`preview-${device}`}>
          <div class="preview-screen" dir={dir}>
            <span class="preview-page" aria-hidden="true">
              <i />
              <i />
              <i />
              <i />
            </span>
            <InvitationPicture invite={invite} code={code} device={device} />
          </div>
          <figcaption>{tr(`preview.${device}`)}</figcaption>
        </figure>
      ))}
    </div>
  );
}

/** A variant says anew only what is not empty in it. */
function overrides(invite: InviteAction, over: Partial<InviteAction> | undefined): Said {
  const said: Said = {};
  for (const name of ["title", "text", "accept", "decline"] as const) {
    const fresh = Object.entries(over?.[name] ?? {}).filter(([, text]) => text !== "");
    if (fresh.length > 0) said[name] = { ...invite[name], ...Object.fromEntries(fresh) };
  }
  return said;
}
