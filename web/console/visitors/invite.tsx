// An invitation by hand: what to say to the visitor, what became of it, taking it back.
import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { ApiError } from "../api";
import { reasonOf } from "../controls";
import { Icon } from "../icons";
import { timeOf } from "../text";
import { useWorkplace } from "../workplace";
import type { Crowd } from "./crowd";
import type { HandInvitation, LiveVisitor } from "./records";
import { stateText } from "./telling";
import { tv } from "./words";

interface InviteProps {
  crowd: Crowd;
  visitor: LiveVisitor;
  mayInvite: boolean;
}

const OVER = new Set(["accepted", "declined", "ignored"]);

export function HandInvite({ crowd, visitor, mayInvite }: InviteProps): JSX.Element {
  const { api } = useWorkplace();
  const text = useSignal("");
  const busy = useSignal(false);
  const failure = useSignal<unknown>(null);
  const path = `/v1/visitors/${encodeURIComponent(visitor.visitor)}/invitation`;
  const work = async (done: () => Promise<void>) => {
    if (busy.peek()) return;
    busy.value = true;
    failure.value = null;
    await done().catch((reason: unknown) => {
      failure.value = reason;
    });
    busy.value = false;
  };
  const send = () =>
    work(async () => {
      const body = { visit: visitor.visit, text: text.peek().trim() };
      const key = { "idempotency-key": crypto.randomUUID() };
      const response = await api.send("POST", path, body, key);
      const invitation = (await response.json()) as HandInvitation;
      text.value = "";
      crowd.put(visitor.visit, { invitation, state: "invited" });
    });
  const withdraw = () =>
    work(async () => {
      await api.send("DELETE", path);
      crowd.put(visitor.visit, { invitation: null });
    });
  const { invitation } = visitor;
  return (
    <section class="hand-invite">
      <h4>{tv("invite")}</h4>
      {invitation !== null && (
        <Offered invitation={invitation} onWithdraw={() => void withdraw()} />
      )}
      {(invitation === null || OVER.has(invitation.state)) && (
        <Write
          text={text.value}
          allowed={mayInvite}
          busy={busy.value}
          gone={visitor.left !== 0}
          onText={(typed) => {
            text.value = typed;
          }}
          onSend={() => void send()}
        />
      )}
      <div role="alert">
        {failure.value !== null && (
          <p class="notice bad">
            {reasonOf(failure.value)}{" "}
            {failure.value instanceof ApiError && <bdi lang="en">{failure.value.detail}</bdi>}
          </p>
        )}
      </div>
    </section>
  );
}

interface OfferedProps {
  invitation: HandInvitation;
  onWithdraw(): void;
}

function Offered({ invitation, onWithdraw }: OfferedProps): JSX.Element {
  const over = OVER.has(invitation.state);
  return (
    <div class="hand-offered">
      <p role="status">
        <strong>{stateText(invitation.state)}</strong>
        <span class="soft small">
          {tv("invite.by", { name: invitation.agent_name, time: timeOf(invitation.at) })}
        </span>
      </p>
      <blockquote dir="auto">{invitation.text}</blockquote>
      {!over && (
        <button type="button" class="button small" onClick={onWithdraw}>
          {tv("invite.withdraw")}
        </button>
      )}
    </div>
  );
}

interface WriteProps {
  text: string;
  allowed: boolean;
  busy: boolean;
  gone: boolean;
  onText(text: string): void;
  onSend(): void;
}

function Write({ text, allowed, busy, gone, onText, onSend }: WriteProps): JSX.Element {
  const why = hindrance(text, allowed, gone);
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (why === "" && !busy) onSend();
      }}
    >
      <textarea
        class="input"
        rows={2}
        dir="auto"
        maxLength={500}
        aria-label={tv("invite.text")}
        placeholder={tv("invite.hint")}
        value={text}
        disabled={!allowed}
        onInput={(event) => onText(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
            event.preventDefault();
            event.currentTarget.form?.requestSubmit();
          }
        }}
      />
      <div class="hand-send">
        <p class="hint" role="status">
          {why}
        </p>
        <button type="submit" class="button main" aria-disabled={why !== "" || busy}>
          <Icon name="send" turns />
          {tv("invite.send")}
        </button>
      </div>
    </form>
  );
}

/** Why nothing can be sent; "" if it can. */
function hindrance(text: string, allowed: boolean, gone: boolean): string {
  if (!allowed) return tv("invite.not_allowed");
  if (gone) return tv("invite.left");
  return text.trim() === "" ? tv("invite.empty") : "";
}
