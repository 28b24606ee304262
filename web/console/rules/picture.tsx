// An invitation drawn small: what the tag shows, without its behaviour. Used by the preview and the list of versions.
import type { JSX } from "preact";
import type { InviteAction, Texts } from "./rule";
import { tr } from "./words";

interface PictureProps {
  invite: InviteAction;
  code: string;
  device: "desktop" | "phone";
}

export function InvitationPicture({ invite, code, device }: PictureProps): JSX.Element {
  const position = invite.position ?? "corner";
  const title = said(invite.title, code);
  const text = said(invite.text, code) || tr("preview.text");
  return (
    <div class={`invitation at-${position} on-${device}`} dir="auto">
      {invite.image?.startsWith("https://") && <img src={invite.image} alt="" />}
      <div>
        {title !== "" && <strong dir="auto">{title}</strong>}
        <p dir="auto">{text}</p>
        <span class="invitation-buttons">
          <span class="yes">{said(invite.accept, code) || tr("preview.accept")}</span>
          <span class="no">{said(invite.decline, code) || tr("preview.decline")}</span>
        </span>
      </div>
    </div>
  );
}

function said(texts: Texts | undefined, code: string): string {
  return texts?.[code] || texts?.[""] || "";
}
