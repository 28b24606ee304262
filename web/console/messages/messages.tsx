// What visitors left when nobody was there: the list, open or done, and the chosen message beside it.
import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect, useMemo } from "preact/hooks";
import type { MessageRecord, MessageState } from "../../shared/message";
import { Avatar, Empty, Failed, Loading } from "../controls";
import { visitorName } from "../desk/names";
import { to } from "../overview/words";
import { addressOf } from "../route";
import { shortWhenOf } from "../text";
import { useWorkplace } from "../workplace";
import { Inbox } from "./inbox";
import { Message } from "./message";

const STATES: readonly MessageState[] = ["open", "done"];

interface ScreenProps {
  message: string | null;
  mayAnswer: boolean;
}

export function MessagesScreen({ message, mayAnswer }: ScreenProps): JSX.Element {
  const { api, page } = useWorkplace();
  const state = useSignal<MessageState>("open");
  const inboxes = useMemo(() => STATES.map((each) => new Inbox(api, each)), [api]);
  const inbox = inboxes.find((each) => each.state === state.value) ?? inboxes[0];
  const told = page.told.value;
  useEffect(() => {
    page.fresh.value = 0;
    void inbox?.reload();
  }, [inbox, told]);
  return (
    <main class={message === null ? "closed" : "closed reading"}>
      <div class="column rail">
        <div class="column-head">
          <h2>{to("messages.title")}</h2>
        </div>
        <fieldset class="segments states">
          <legend class="unseen">{to("messages.which")}</legend>
          {STATES.map((each) => (
            <label key={each}>
              <input
                type="radio"
                name="state"
                checked={state.value === each}
                onChange={() => {
                  state.value = each;
                }}
              />
              {to(`messages.${each}`)}
            </label>
          ))}
        </fieldset>
        {inbox !== undefined && <List inbox={inbox} chosen={message} />}
      </div>
      <section class="column transcript" aria-label={to("message.title")}>
        {message === null ? (
          <Empty icon="mail" title={to("messages.choose")}>
            <p>{to("messages.choose.why")}</p>
          </Empty>
        ) : (
          <Message key={message} id={message} mayAnswer={mayAnswer} />
        )}
      </section>
    </main>
  );
}

function List({ inbox, chosen }: { inbox: Inbox; chosen: string | null }): JSX.Element {
  const failure = inbox.failure.value;
  const again = () => void inbox.reload();
  if (!inbox.loaded.value) {
    if (failure !== null) return <Failed failure={failure} again={again} />;
    return <Loading label="starting" />;
  }
  if (inbox.items.value.length === 0) {
    return (
      <Empty icon="mail" title={to(`messages.${inbox.state}.empty`)}>
        <p>{to("messages.empty.why")}</p>
      </Empty>
    );
  }
  return (
    <div class="scroller">
      <div role="status">{failure !== null && <p class="notice warn">{to("stale")}</p>}</div>
      <ul>
        {inbox.items.value.map((message) => (
          <li key={message.id}>
            <Item message={message} chosen={message.id === chosen} />
          </li>
        ))}
      </ul>
      {inbox.next.value !== "" && (
        <div class="more">
          <button
            type="button"
            class="button"
            aria-disabled={inbox.busy.value}
            onClick={() => void inbox.older()}
          >
            {to("messages.older")}
          </button>
        </div>
      )}
    </div>
  );
}

function Item({ message, chosen }: { message: MessageRecord; chosen: boolean }): JSX.Element {
  return (
    <a
      class="chat-item"
      href={addressOf({ screen: "messages", message: message.id })}
      aria-current={chosen ? "true" : undefined}
    >
      <Avatar name={message.name} of={message.visitor} />
      <span class="who">
        <bdi>{message.name.trim() || message.email || visitorName(message)}</bdi>
      </span>
      <span class="when">{shortWhenOf(message.at)}</span>
      <span class="last">
        <bdi>{message.text}</bdi>
      </span>
    </a>
  );
}
