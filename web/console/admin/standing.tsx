// What an agent's way in depends on: a new one-time password, deactivation and back. Part of the agent's dialog.
import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { Confirm } from "./confirm";
import { BusyButton } from "./form";
import { useAdmin } from "./place";
import type { Agent } from "./records";
import { Problem } from "./screen";
import { useTask } from "./task";
import { ta } from "./words";

export function Standing({ agent }: { agent: Agent }): JSX.Element {
  return (
    <section class="agent-standing" aria-label={ta("standing.title")}>
      {agent.active ? <Invite agent={agent} /> : null}
      {agent.active ? <Deactivate agent={agent} /> : <Reactivate agent={agent} />}
    </section>
  );
}

function Invite({ agent }: { agent: Agent }): JSX.Element {
  const { server } = useAdmin();
  const task = useTask();
  const sent = useSignal(false);
  const send = async () => {
    sent.value = await task.run(() => server.post(pathOf(agent, "invite")));
  };
  return (
    <div class="standing-row">
      <p>{ta("standing.invite.why")}</p>
      <BusyButton busy={task.busy} kind="" onClick={() => void send()}>
        {ta("standing.invite")}
      </BusyButton>
      <p role="status" class="soft">
        {sent.value && ta("invite.sent", { email: agent.email })}
      </p>
      <Problem tried={ta("tried.change")} failure={task.failure} />
    </div>
  );
}

function Deactivate({ agent }: { agent: Agent }): JSX.Element {
  const place = useAdmin();
  const asking = useSignal(false);
  const close = () => {
    asking.value = false;
  };
  const deactivate = async () => {
    const { value } = await place.server.post<Agent>(pathOf(agent, "deactivation"));
    place.agents.put(value);
    place.say(ta("standing.deactivated", { name: agent.name }));
  };
  const self = agent.id === place.me.id;
  return (
    <div class="standing-row">
      <p>{ta(self ? "standing.self" : "standing.deactivate.why")}</p>
      {!self && (
        <button
          type="button"
          class="button danger"
          onClick={() => {
            asking.value = true;
          }}
        >
          {ta("standing.deactivate")}
        </button>
      )}
      {asking.value && (
        <Confirm
          title={ta("standing.ask", { name: agent.name })}
          yes={ta("standing.yes")}
          danger
          work={deactivate}
          onClose={close}
        >
          <ul class="plain">
            <li>{ta("standing.ask.signed_out", { name: agent.name })}</li>
            <li>{ta("standing.ask.chats", { count: agent.chats })}</li>
            <li>{ta("standing.ask.kept")}</li>
          </ul>
        </Confirm>
      )}
    </div>
  );
}

function Reactivate({ agent }: { agent: Agent }): JSX.Element {
  const place = useAdmin();
  const task = useTask();
  const reactivate = () =>
    task.run(async () => {
      place.agents.put((await place.server.remove<Agent>(pathOf(agent, "deactivation"))).value);
      place.say(ta("standing.reactivated", { name: agent.name }));
    });
  return (
    <div class="standing-row">
      <p>{ta("standing.reactivate.why")}</p>
      <BusyButton busy={task.busy} kind="" onClick={() => void reactivate()}>
        {ta("standing.reactivate")}
      </BusyButton>
      <Problem tried={ta("tried.change")} failure={task.failure} />
    </div>
  );
}

function pathOf(agent: Agent, part: string): string {
  return `/v1/agents/${encodeURIComponent(agent.id)}/${part}`;
}
