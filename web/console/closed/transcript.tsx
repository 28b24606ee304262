// One chat read back: its facts, its lines, and its files. Used by the closed screen and by the dialog of earlier chats.
import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { duration } from "../../shared/clock";
import type { ChatRecord, Summary } from "../../shared/protocol";
import { Failed, Loading, reasonOf, useLoaded } from "../controls";
import { Lines } from "../desk/log";
import { visitorName } from "../desk/names";
import { Icon } from "../icons";
import { dateTimeOf, t } from "../text";
import { useWorkplace } from "../workplace";
import { FORMATS, type Format, save, transcriptName } from "./files";
import { Kept } from "./kept";

export function useTranscript(chat: string): ReturnType<typeof useLoaded<ChatRecord>> {
  const { api } = useWorkplace();
  return useLoaded(chat, () => api.chat(chat));
}

export function TranscriptBody({ id }: { id: string }): JSX.Element {
  const { value, failure, again } = useTranscript(id);
  if (value === null && failure !== null) return <Failed failure={failure} again={again} />;
  if (value === null) return <Loading label="transcript.loading" />;
  return (
    <>
      <TranscriptFacts chat={value.chat} />
      <TranscriptLines record={value} />
    </>
  );
}

export function TranscriptLines({ record }: { record: ChatRecord }): JSX.Element {
  const { chat, lines } = record;
  const { desk } = useWorkplace();
  const mayReveal = desk.me.value?.permissions.includes("chats.reveal") === true;
  const kept = new Set(mayReveal ? lines.filter((line) => line.kept).map((line) => line.seq) : []);
  return (
    <div class="transcript-lines">
      {lines.length === 0 && <p class="soft">{t("closed.no_lines")}</p>}
      <Lines
        lines={lines}
        visitorName={visitorName(chat)}
        below={({ seq }) => (kept.has(seq) ? <Kept chat={chat.id} seq={seq} /> : null)}
      />
    </div>
  );
}

export function TranscriptFacts({ chat }: { chat: Summary }): JSX.Element {
  const facts = [
    dateTimeOf(chat.started),
    chat.ended === null
      ? ""
      : t("transcript.length", { time: duration(chat.ended - chat.started) }),
    chat.agent_name === ""
      ? t("transcript.nobody")
      : t("transcript.with", { name: chat.agent_name }),
    chat.email,
    chat.ended_by === "" ? "" : t(`closed.by.${chat.ended_by}`),
  ];
  return (
    <p class="transcript-facts">
      {facts.filter(Boolean).map((fact) => (
        <span key={fact}>
          <bdi>{fact}</bdi>
        </span>
      ))}
    </p>
  );
}

export function TranscriptTools({ chat }: { chat: Summary }): JSX.Element {
  const { api } = useWorkplace();
  const busy = useSignal<Format | null>(null);
  const problem = useSignal("");
  const download = async (format: Format) => {
    if (busy.value !== null) return;
    busy.value = format;
    problem.value = "";
    try {
      save(await api.transcript(chat.id, format), transcriptName(chat, format));
    } catch (failure) {
      problem.value = reasonOf(failure);
    }
    busy.value = null;
  };
  return (
    <div class="transcript-tools">
      {FORMATS.map((format) => (
        <button
          key={format}
          type="button"
          class="button"
          aria-disabled={busy.value !== null}
          onClick={() => void download(format)}
        >
          {busy.value === format ? (
            <span class="spinner" aria-hidden="true" />
          ) : (
            <Icon name="download" />
          )}
          {t(`transcript.${format}`)}
        </button>
      ))}
      <button type="button" class="button" onClick={() => print()}>
        <Icon name="print" />
        {t("transcript.print")}
      </button>
      <p role="alert" class="small">
        {problem.value}
      </p>
    </div>
  );
}
