// The API keys screen: who speaks for the account by machine; make, rotate, revoke. Secrets are shown once.
import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useMemo } from "preact/hooks";
import { Icon } from "../icons";
import { dateTimeOf } from "../text";
import { Confirm } from "./confirm";
import { NewKey, RotateKey, SecretDialog } from "./key";
import { useAdmin } from "./place";
import type { FreshKey, Key } from "./records";
import { Listed, Screen, useFresh } from "./screen";
import { Things } from "./things";
import { ta } from "./words";

type Open =
  | { name: "new" }
  | { name: "rotate" | "revoke"; key: Key }
  | { name: "secret"; key: FreshKey };

export function Keys(): JSX.Element {
  const { server } = useAdmin();
  const keys = useMemo(() => new Things(() => server.all<Key>("/v1/keys")), [server]);
  const open = useSignal<Open | null>(null);
  useFresh([keys]);
  const add = (
    <button
      type="button"
      class="button main"
      onClick={() => {
        open.value = { name: "new" };
      }}
    >
      <Icon name="plus" />
      {ta("keys.new")}
    </button>
  );
  const show = (next: Open | null) => {
    open.value = next;
  };
  return (
    <Screen title={ta("section.keys")} lead={ta("keys.lead")} action={add}>
      <Listed
        things={keys}
        icon="key"
        empty={{ title: "keys.empty", why: "keys.empty.why" }}
        action={add}
      >
        <ul class="cards">
          {keys.items.value.map((key) => (
            <li key={key.id} class="card key">
              <KeyRow keyOf={key} show={show} />
            </li>
          ))}
        </ul>
      </Listed>
      <KeyDialogs open={open.value} show={show} keys={keys} />
    </Screen>
  );
}

interface KeyRowProps {
  keyOf: Key;
  show(open: Open): void;
}

function KeyRow({ keyOf: key, show }: KeyRowProps): JSX.Element {
  return (
    <>
      <div class="who">
        <strong>
          <bdi>{key.name}</bdi>
        </strong>
        <code dir="ltr" class="soft">
          pk_…{key.hint}
        </code>
      </div>
      <p class="soft small">
        {ta("keys.created", { when: dateTimeOf(key.created) })}{" "}
        {key.expires === 0
          ? ta("keys.never")
          : ta(key.expires < Date.now() ? "keys.expired" : "keys.expires", {
              when: dateTimeOf(key.expires),
            })}
      </p>
      <p class="chips">
        {key.permissions.map((permission) => (
          <span class="chip" key={permission}>
            {ta(`permission.${permission}`)}
          </span>
        ))}
      </p>
      <span class="row-buttons">
        <button
          type="button"
          class="button"
          aria-label={ta("keys.rotate.of", { name: key.name })}
          onClick={() => show({ name: "rotate", key })}
        >
          {ta("keys.rotate")}
        </button>
        <button
          type="button"
          class="button danger"
          aria-label={ta("keys.revoke.of", { name: key.name })}
          onClick={() => show({ name: "revoke", key })}
        >
          {ta("keys.revoke")}
        </button>
      </span>
    </>
  );
}

interface KeyDialogsProps {
  open: Open | null;
  show(open: Open | null): void;
  keys: Things<Key>;
}

function KeyDialogs({ open, show, keys }: KeyDialogsProps): JSX.Element | null {
  const place = useAdmin();
  const close = () => show(null);
  const made = ({ secret, ...key }: FreshKey) => {
    keys.put(key);
    show({ name: "secret", key: { ...key, secret } });
  };
  if (open === null) return null;
  if (open.name === "new") return <NewKey onMade={made} onClose={close} />;
  if (open.name === "secret") return <SecretDialog fresh={open.key} onClose={close} />;
  const { key } = open;
  if (open.name === "rotate")
    return <RotateKey key={key.id} old={key} onMade={made} onClose={close} />;
  const revoke = async () => {
    await place.server.remove(`/v1/keys/${encodeURIComponent(key.id)}`);
    keys.drop(key.id);
    place.say(ta("keys.revoked", { name: key.name }));
  };
  return (
    <Confirm
      title={ta("keys.revoke.ask", { name: key.name })}
      yes={ta("keys.revoke")}
      danger
      work={revoke}
      onClose={close}
    >
      <p>{ta("keys.revoke.why")}</p>
    </Confirm>
  );
}
