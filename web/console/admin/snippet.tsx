// The snippet screen: what to paste, where it goes, and the tag as a file for one's own server with its checksum.
import type { JSX } from "preact";
import { useLoaded } from "../controls";
import { Icon } from "../icons";
import { Copied } from "./copy";
import { BusyButton } from "./form";
import { useAdmin } from "./place";
import type { Snippet } from "./records";
import { Problem, Screen, Waiting } from "./screen";
import { saveTag } from "./tagfile";
import { useTask } from "./task";
import { ta } from "./words";

export function SnippetScreen(): JSX.Element {
  const { value, failure, again } = useSnippet();
  return (
    <Screen title={ta("section.snippet")} lead={ta("snippet.lead")}>
      {value === null && failure === null && <Waiting />}
      {value === null && failure !== null && <Problem failure={failure} again={again} />}
      {value !== null && (
        <>
          <section class="panel-card">
            <h3>{ta("snippet.paste")}</h3>
            <Copied text={value.html} label={ta("snippet.paste")} />
            <Whereabouts />
          </section>
          <SelfHosted snippet={value} />
        </>
      )}
    </Screen>
  );
}

export function useSnippet() {
  const { server } = useAdmin();
  return useLoaded("snippet", async () => (await server.get<Snippet>("/v1/account/snippet")).value);
}

/** A page in outline, with the place of the snippet in it. */
export function Whereabouts(): JSX.Element {
  return (
    <figure class="whereabouts">
      <figcaption>{ta("snippet.where")}</figcaption>
      <div class="page-outline" dir="ltr" aria-hidden="true">
        <code>&lt;html&gt;</code>
        <code class="in">&lt;head&gt; … &lt;/head&gt;</code>
        <code class="in">&lt;body&gt;</code>
        <code class="in2">…</code>
        <code class="in2 here">
          <Icon name="code" /> {ta("snippet.here")}
        </code>
        <code class="in">&lt;/body&gt;</code>
        <code>&lt;/html&gt;</code>
        <span class="bubble-button">
          <Icon name="chat" />
        </span>
      </div>
      <p class="hint">{ta("snippet.result")}</p>
    </figure>
  );
}

function SelfHosted({ snippet }: { snippet: Snippet }): JSX.Element {
  const task = useTask();
  return (
    <section class="panel-card">
      <h3>{ta("snippet.self")}</h3>
      <p class="soft">{ta("snippet.self.why")}</p>
      <ol class="numbered">
        <li>
          {ta("snippet.self.first")}
          <BusyButton
            busy={task.busy}
            kind=""
            onClick={() => void task.run(() => saveTag(snippet))}
          >
            <Icon name="download" />
            {ta("snippet.self.download")}
          </BusyButton>
          <Problem tried={ta("tried.read")} failure={task.failure} />
        </li>
        <li>{ta("snippet.self.second")}</li>
        <li>
          {ta("snippet.self.third")}
          <Copied text={snippet.self_host} label={ta("snippet.self")} />
        </li>
      </ol>
      <p class="hint">
        {ta("snippet.integrity")} <code dir="ltr">{snippet.integrity}</code>
      </p>
    </section>
  );
}
