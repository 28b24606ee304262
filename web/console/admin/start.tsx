// The first steps of a new account: site address, team, snippet. Can be left at any time and gone on with later.
import { type Signal, useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect, useMemo } from "preact/hooks";
import { Icon } from "../icons";
import { addressOf, goTo } from "../route";
import { type AccountDraft, loadAccount, saveAccount } from "./account";
import { Copied } from "./copy";
import { Edit } from "./edit";
import { type Done, FirstSteps, look, nextStep, STEPS, type Step } from "./first-steps";
import { BusyButton, Form } from "./form";
import { InviteDialog } from "./invite";
import { type AdminPlace, useAdmin } from "./place";
import { Problem, Screen, useFresh, Waiting } from "./screen";
import { Sites } from "./sites";
import { useSnippet, Whereabouts } from "./snippet";
import { ta } from "./words";

interface Walk {
  marks: FirstSteps;
  done: Signal<Done | null>;
  shown: Signal<Step | null>;
  failure: Signal<unknown>;
  /** Looks anew how far things are, and goes on to what is left. */
  goOn(): Promise<void>;
}

export function Start(): JSX.Element {
  const place = useAdmin();
  const walk = useWalk(place);
  useEffect(() => {
    void walk.goOn();
  }, []);
  const later = () => {
    walk.marks.set("left");
    goTo({ screen: "desk" });
  };
  const leave = (
    <button type="button" class="button" onClick={later}>
      {ta("start.later")}
    </button>
  );
  const { value: done } = walk.done;
  return (
    <Screen title={ta("start.title")} lead={ta("start.lead")} action={leave}>
      {done === null && walk.failure.value === null && <Waiting />}
      <Problem
        failure={walk.failure.value}
        tried={ta("tried.save")}
        again={() => void walk.goOn()}
      />
      {done !== null && (
        <ol class="walk">
          {STEPS.map((step, place) => (
            <li key={step} class={walk.shown.value === step ? "panel-card current" : "panel-card"}>
              <StepHead step={step} number={place + 1} done={done[step]} walk={walk} />
              {walk.shown.value === step && <StepBody step={step} walk={walk} />}
            </li>
          ))}
        </ol>
      )}
      {done !== null && nextStep(done) === null && <AllDone />}
    </Screen>
  );
}

function useWalk(place: AdminPlace): Walk {
  const marks = useMemo(() => new FirstSteps(place.me.account), [place]);
  const done = useSignal<Done | null>(null);
  const shown = useSignal<Step | null>(null);
  const failure = useSignal<unknown>(null);
  const goOn = async () => {
    try {
      done.value = await look(place.server, marks);
      shown.value = nextStep(done.value);
      failure.value = null;
    } catch (reason) {
      failure.value = reason;
    }
  };
  return { marks, done, shown, failure, goOn };
}

interface StepProps {
  step: Step;
  walk: Walk;
}

function StepHead({
  step,
  number,
  done,
  walk,
}: StepProps & { number: number; done: boolean }): JSX.Element {
  const open = walk.shown.value === step;
  return (
    <h3 class="walk-head">
      <span class={done ? "walk-number done" : "walk-number"} aria-hidden="true">
        {done ? <Icon name="check" /> : number}
      </span>
      <button
        type="button"
        class="link-button"
        aria-expanded={open}
        onClick={() => {
          walk.shown.value = open ? null : step;
        }}
      >
        {ta(`start.${step}`)}
        {done && <span class="unseen">{ta("start.done")}</span>}
      </button>
    </h3>
  );
}

function StepBody({ step, walk }: StepProps): JSX.Element {
  if (step === "site") return <SiteStep walk={walk} />;
  if (step === "team") return <TeamStep walk={walk} />;
  return <SnippetStep walk={walk} />;
}

function SiteStep({ walk }: { walk: Walk }): JSX.Element {
  const { server } = useAdmin();
  const edit = useMemo(
    () =>
      new Edit<AccountDraft>({
        load: () => loadAccount(server),
        save: (change, etag) => saveAccount(server, change, etag),
        onSaved: () => void walk.goOn(),
      }),
    [server],
  );
  useEffect(() => {
    void edit.open();
  }, [edit]);
  const { value: draft } = edit.draft;
  return (
    <Form onSubmit={() => (edit.dirty.peek() ? edit.save() : walk.goOn())}>
      <p class="soft">{ta("start.site.why")}</p>
      <Problem failure={edit.failure.value} again={() => void edit.open()} />
      {draft === null && edit.failure.value === null && <Waiting />}
      {draft !== null && (
        <>
          <Sites origins={draft.origins} onChange={(origins) => edit.set("origins", origins)} />
          <div>
            <BusyButton busy={edit.busy.value} disabled={draft.origins.length === 0}>
              {ta("start.next")}
            </BusyButton>
          </div>
        </>
      )}
    </Form>
  );
}

function TeamStep({ walk }: { walk: Walk }): JSX.Element {
  const { agents, roles, groups, skills } = useAdmin();
  const inviting = useSignal(false);
  useFresh([agents, roles, groups, skills]);
  const goOn = () => {
    walk.marks.set("team");
    void walk.goOn();
  };
  return (
    <div class="admin-form">
      <p class="soft">{ta("start.team.why")}</p>
      <ul class="plain">
        {agents.items.value.map(({ id, name, email }) => (
          <li key={id}>
            <bdi>{name}</bdi> <bdi class="soft">{email}</bdi>
          </li>
        ))}
      </ul>
      <div class="row-buttons">
        <button
          type="button"
          class="button"
          onClick={() => {
            inviting.value = true;
          }}
        >
          <Icon name="plus" />
          {ta("people.invite")}
        </button>
        <button type="button" class="button main" onClick={goOn}>
          {ta(agents.items.value.length > 1 ? "start.next" : "start.alone")}
        </button>
      </div>
      {inviting.value && (
        <InviteDialog
          onClose={() => {
            inviting.value = false;
          }}
        />
      )}
    </div>
  );
}

function SnippetStep({ walk }: { walk: Walk }): JSX.Element {
  const { value, failure, again } = useSnippet();
  const goOn = () => {
    walk.marks.set("snippet");
    void walk.goOn();
  };
  return (
    <div class="admin-form">
      <p class="soft">{ta("start.snippet.why")}</p>
      {value === null && failure === null && <Waiting />}
      <Problem failure={failure} again={again} />
      {value !== null && (
        <>
          <Copied text={value.html} label={ta("snippet.paste")} />
          <Whereabouts />
          <div>
            <button type="button" class="button main" onClick={goOn}>
              {ta("start.pasted")}
            </button>
          </div>
        </>
      )}
    </div>
  );
}

function AllDone(): JSX.Element {
  return (
    <div class="notice" role="status">
      <Icon name="check" />
      <p>
        {ta("start.all_done")} <a href={addressOf({ screen: "desk" })}>{ta("start.to_chats")}</a>
      </p>
    </div>
  );
}
