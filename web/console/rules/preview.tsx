// What a visitor will see of the rule, on a desktop and on a phone, by variant and language. Used by the builder.
import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { language } from "../text";
import { Pick } from "./fields";
import { languagesOf } from "./languages";
import { Picture, type Pictured } from "./picture";
import type { InviteAction, RuleDraft, Said, Texts } from "./rule";
import { nameIn, tr } from "./words";

export function Preview({ draft }: { draft: RuleDraft }): JSX.Element {
  const variant = useSignal(-1);
  const spoken = useSignal("");
  const variants = draft.experiment?.variants ?? [];
  const shown = shownBy(draft, variants[variant.value]?.invite);
  if (shown === null) return <p class="hint">{tr("preview.none")}</p>;
  const codes = languagesOf(shown as Said);
  const code = codes.includes(spoken.value) ? spoken.value : language.value;
  return (
    <div class="preview">
      <div class="preview-tools">
        {variants.length > 0 && (
          <Pick
            label={tr("preview.variant")}
            value={String(Math.max(0, variant.value))}
            options={variants.map(({ name }, at) => ({ value: String(at), label: name }))}
            onChange={(at) => {
              variant.value = Number(at);
            }}
          />
        )}
        {codes.length > 0 && (
          <Pick
            label={tr("preview.language")}
            value={code}
            options={[...new Set([language.value, ...codes])].map((value) => ({
              value,
              label: nameIn("language", value),
            }))}
            onChange={(value) => {
              spoken.value = value;
            }}
          />
        )}
      </div>
      <div class="preview-screens">
        {(["desktop", "phone"] as const).map((device) => (
          <figure key={device} class={`preview-${device}`}>
            <Picture shown={shown} language={code} device={device} />
            <figcaption>{tr(`preview.${device}`)}</figcaption>
          </figure>
        ))}
      </div>
    </div>
  );
}

/** The first action that shows something, as the tag would get it. */
function shownBy(draft: RuleDraft, over: Partial<InviteAction> | undefined): Pictured | null {
  for (const action of draft.actions) {
    if (action.do === "invite") return invitation(action, over ?? {});
    if (action.do === "banner")
      return { do: "banner", text: said(action.text), link: action.link ?? "" };
    if (action.do === "article")
      return { do: "article", title: said(action.title), link: action.link || "https://" };
  }
  return null;
}

/** A variant says anew only what is not empty in it. */
function invitation(invite: InviteAction, over: Partial<InviteAction>): Pictured {
  const say = (name: "title" | "text" | "accept" | "decline"): Record<string, string> => {
    const fresh = said(over[name]);
    return Object.keys(fresh).length > 0 ? fresh : said(invite[name]);
  };
  const text = say("text");
  return {
    do: "invite",
    title: say("title"),
    text: Object.keys(text).length > 0 ? text : { "": tr("preview.text") },
    accept: say("accept"),
    decline: say("decline"),
    image: over.image || invite.image || "",
    position: over.position ?? invite.position ?? "corner",
    delay_s: 0,
    expires_s: 0,
    skill: "",
  };
}

function said(texts: Texts | undefined): Record<string, string> {
  return Object.fromEntries(Object.entries(texts ?? {}).filter(([, text]) => text.trim() !== ""));
}
