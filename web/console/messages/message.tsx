// One message: who left it, from where, what it says; and that somebody is through with it.
import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect } from "preact/hooks";
import type { MessageRecord } from "../../shared/message";
import { Failed, Loading, reasonOf, Scroller } from "../controls";
import { visitorName } from "../desk/names";
import { Icon } from "../icons";
import { to } from "../overview/words";
import { addressOf, goTo } from "../route";
import { dateTimeOf } from "../text";
import { useWorkplace } from "../workplace";
import { type ReadMessage, readMessage, setState } from "./inbox";

interface MessageProps {
  id: string;
  mayAnswer: boolean;
}

export function Message({ id, mayAnswer }: MessageProps): JSX.Element {
  const { api, page } = useWorkplace();
  const read = useSignal<ReadMessage | null>(null);
  const failure = useSignal<unknown>(null);
  const look = () =>
    readMessage(api, id).then(
      (found) => {
        [read.value, failure.value] = [found, null];
      },
      (reason: unknown) => {
        failure.value = reason;
      },
    );
  const told = page.told.value;
  useEffect(() => void look(), [id, told]);
  if (read.value === null) {
    if (failure.value !== null) return <Failed failure={failure.value} again={() => void look()} />;
    return <Loading label="starting" />;
  }
  const { message } = read.value;
  const set = async (): Promise<void> => {
    const before = read.peek();
    if (before === null) return;
    failure.value = null;
    try {
      read.value =
        (await setState(api, before, other(before.message))) ?? (await readMessage(api, id));
      page.told.value++;
    } catch (reason) {
      failure.value = reason;
    }
  };
  return (
    <>
      <Head message={message} />
      <Scroller label={to("message.text")}>
        <div class="message">
          <p class="message-text">
            <bdi>{message.text}</bdi>
          </p>
          <div role="alert">
            {failure.value !== null && <p class="notice bad">{reasonOf(failure.value)}</p>}
          </div>
          <p class="message-tools">
            <a
              class="button main"
              href={`mailto:${encodeURIComponent(message.email).replace("%40", "@")}`}
            >
              <Icon name="mail" />
              {to("message.answer")}
            </a>
            {mayAnswer && (
              <button type="button" class="button" onClick={() => void set()}>
                <Icon name="check" />
                {to(message.state === "open" ? "message.done" : "message.open")}
              </button>
            )}
          </p>
        </div>
      </Scroller>
    </>
  );
}

function Head({ message }: { message: MessageRecord }): JSX.Element {
  return (
    <header class="transcript-head">
      <button
        type="button"
        class="icon-button only-phone"
        aria-label={to("messages.back")}
        title={to("messages.back")}
        onClick={() => goTo({ screen: "messages", message: null })}
      >
        <Icon name="back" turns />
      </button>
      <div>
        <h2>
          <bdi>{visitorName(message)}</bdi>
        </h2>
        <p class="transcript-facts">
          <span>{dateTimeOf(message.at)}</span>
          <bdi>{message.email}</bdi>
          {message.url !== "" && <PageLink message={message} />}
          {message.chat !== "" && (
            <a href={addressOf({ screen: "closed", chat: message.chat })}>{to("message.chat")}</a>
          )}
          <span>{to(`messages.${message.state}`)}</span>
        </p>
      </div>
    </header>
  );
}

/** Whatever a visitor's browser says: only an address of the web becomes a link. */
function PageLink({ message }: { message: MessageRecord }): JSX.Element {
  const text = message.title || message.url;
  if (!/^https?:\/\//i.test(message.url)) return <bdi>{text}</bdi>;
  return (
    <a href={message.url} target="_blank" rel="noreferrer noopener">
      <bdi>{text}</bdi>
    </a>
  );
}

function other({ state }: MessageRecord): MessageRecord["state"] {
  return state === "open" ? "done" : "open";
}
