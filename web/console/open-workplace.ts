// Opens an agent's workplace after sign-in: record, desk, socket and alerts wired together; main.tsx closes it again.
import type { SocketTicket } from "../shared/protocol";
import { ParleySocket } from "../shared/socket";
import { openStore, type Store } from "../shared/storage";
import { type Api, ApiError } from "./api";
import { Alerts, followTitle } from "./desk/alerts";
import { Desk } from "./desk/desk";
import { whileHidden } from "./desk/heartbeat";
import { showChat } from "./desk/moves";
import { nameOf, visitorName } from "./desk/names";
import { Rights } from "./rights";
import { goTo } from "./route";
import type { Session } from "./signin/session";
import { Page, type Workplace } from "./workplace";

const PING_MS = 20_000;

export interface OpenedWorkplace {
  workplace: Workplace;
  close(): void;
}

export function openWorkplace(
  api: Api,
  session: Session,
  tabStore: Store,
  client: string,
): OpenedWorkplace {
  const settings = openStore(() => localStorage);
  const alerts = new Alerts(settings);
  const page = new Page(settings);
  const desk = new Desk({
    client,
    store: tabStore,
    send: (frame) => socket.send(frame),
    onAssigned: (chat) => {
      if (desk.sharing.claims(chat.id)) showChat(workplace, chat.id);
      else alerts.newChat(nameOf(chat), () => showChat(workplace, chat.id));
    },
    onOffered: ({ chat }) => alerts.offered(visitorName(chat), () => goTo({ screen: "desk" })),
    onAsked: ({ chat, by }) => alerts.asked(by, visitorName(chat), () => goTo({ screen: "desk" })),
    onFresh: (chat, line) => {
      if (chat.part.peek() === "monitor") return;
      const looking = page.focused.peek() && desk.layout.peek().active === chat.id;
      if (!looking) alerts.newLine(nameOf(chat), line.text, () => showChat(workplace, chat.id));
    },
  });
  const rights = new Rights({ me: () => api.me(), learn: (me) => desk.learnMe(me) });
  const socket = new ParleySocket({
    ticket: () => askTicket(api, desk),
    onEvent: (event) => {
      desk.receive(event);
      rights.hear(event);
      page.hear(event);
    },
    onOpen: () => {
      rights.connected();
      desk.connected();
    },
    onState: (state) => desk.became(state),
    pingEveryMs: PING_MS,
    renew: true,
  });
  const signOut = () => {
    // Away first: until the lease ends the server would go on handing out chats.
    desk.setStatus("away");
    void session.close();
  };
  const workplace: Workplace = { api, desk, alerts, page, tab: tabStore, signOut };
  const ping = () => void socket.send({ action: "ping", renew: true });
  const ends = [
    whileHidden(ping),
    page.follow(),
    followTitle(() => desk.unread.value),
    () => rights.stop(),
  ];
  rights.start();
  socket.start();
  return {
    workplace,
    close: () => {
      for (const end of ends) end();
      desk.stop();
      socket.stop();
      // After an ended session or a second step the same agent comes back to their drafts; after
      // sign-out another may.
      if (!session.ended.peek() && !session.lacksFactor.peek()) forgetTab(tabStore);
    },
  };
}

function forgetTab(store: Store): void {
  for (const key of store.keys()) if (key.startsWith("parley.")) store.remove(key);
}

/** A refusal will not pass by waiting, so the agent hears of it; a lost connection shows by itself. */
function askTicket(api: Api, desk: Desk): Promise<SocketTicket> {
  return api.socket().catch((failure: unknown) => {
    const refused = failure instanceof ApiError && failure.status >= 400 && failure.status < 500;
    if (refused) desk.tell({ kind: "error", code: failure.code });
    throw failure;
  });
}
