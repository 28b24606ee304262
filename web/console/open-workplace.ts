// Opens an agent's workplace after sign-in: record, desk, socket and alerts wired together; main.tsx closes it again.
import type { SocketTicket } from "../shared/protocol";
import { ParleySocket } from "../shared/socket";
import { openStore, type Store } from "../shared/storage";
import { type Api, ApiError } from "./api";
import { Alerts, followTitle } from "./desk/alerts";
import { Desk } from "./desk/desk";
import { whileHidden } from "./desk/heartbeat";
import { showChat } from "./desk/moves";
import { nameOf } from "./desk/names";
import type { Session } from "./signin/session";
import { Page, type Workplace } from "./workplace";

const PING_MS = 20_000;
const ASK_AGAIN_MS = 5_000;
/** An admin may change one's role meanwhile. The server heeds it at once, the screens by then. */
const REVIEW_MS = 60_000;

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
    onAssigned: (chat) => alerts.newChat(nameOf(chat), () => showChat(workplace, chat.id)),
    onFresh: (chat, line) => {
      const looking = page.focused.peek() && desk.layout.peek().active === chat.id;
      if (!looking) alerts.newLine(nameOf(chat), line.text, () => showChat(workplace, chat.id));
    },
  });
  const socket = new ParleySocket({
    ticket: () => askTicket(api, desk),
    onEvent: (event) => {
      desk.receive(event);
      // Pushed when an admin changes the role too, among other things.
      if (event.event === "status") learning.ask();
    },
    onOpen: () => desk.connected(),
    onState: (state) => desk.became(state),
    pingEveryMs: PING_MS,
    renew: true,
  });
  const signOut = () => {
    // Away first: until the lease ends the server would go on handing out chats.
    desk.setStatus("away");
    void session.close();
  };
  const workplace: Workplace = { api, desk, alerts, page, signOut };
  const ping = () => void socket.send({ action: "ping", renew: true });
  const learning = learnMe(api, desk);
  const ends = [
    whileHidden(ping),
    page.follow(),
    followTitle(() => desk.unread.value),
    learning.end,
  ];
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

/** Asks who is signed in until an answer comes, and again now and then: the socket does not tell what they may. */
function learnMe(api: Api, desk: Desk): { ask(): void; end(): void } {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let stopped = false;
  const ask = async () => {
    const me = await api.me().catch(() => null);
    if (stopped) return;
    if (me !== null) desk.learnMe(me);
    clearTimeout(timer);
    timer = setTimeout(() => void ask(), desk.me.value === null ? ASK_AGAIN_MS : REVIEW_MS);
  };
  const back = () => {
    if (!document.hidden) void ask();
  };
  document.addEventListener("visibilitychange", back);
  void ask();
  const end = () => {
    stopped = true;
    clearTimeout(timer);
    document.removeEventListener("visibilitychange", back);
  };
  return { ask: () => void ask(), end };
}
