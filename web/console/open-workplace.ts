// Opens an agent's workplace after sign-in: record, desk, socket and alerts wired together; main.tsx closes it again.
import type { SocketTicket } from "../shared/protocol";
import { ParleySocket } from "../shared/socket";
import { openStore, type Store } from "../shared/storage";
import type { Api } from "./api";
import { Alerts, followTitle } from "./desk/alerts";
import { Desk } from "./desk/desk";
import { nameOf } from "./desk/names";
import type { OpenChat } from "./desk/open-chat";
import { goTo } from "./route";
import type { Session } from "./signin/session";
import { Page, type Workplace } from "./workplace";

const PING_MS = 20_000;
const ASK_AGAIN_MS = 5_000;

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
  const show = (chat: OpenChat) => {
    goTo({ screen: "desk" });
    desk.show(chat.id);
    page.fold.value = "chat";
  };
  const desk = new Desk({
    client,
    store: tabStore,
    send: (frame) => socket.send(frame),
    onAssigned: (chat) => alerts.newChat(nameOf(chat), () => show(chat)),
    onFresh: (chat, line) => {
      const looking = page.focused.peek() && desk.layout.peek().active === chat.id;
      if (!looking) alerts.newLine(nameOf(chat), line.text, () => show(chat));
    },
  });
  const socket = new ParleySocket({
    ticket: (): Promise<SocketTicket> => api.socket(),
    onEvent: (event) => desk.receive(event),
    onOpen: () => desk.connected(),
    onState: (state) => desk.became(state),
    pingEveryMs: PING_MS,
  });
  const signOut = () => {
    // Away first: until the lease ends the server would go on handing out chats.
    desk.setStatus("away");
    void session.close();
  };
  const ends = [page.follow(), followTitle(() => desk.unread.value), learnMe(api, desk)];
  socket.start();
  return {
    workplace: { api, desk, alerts, page, signOut },
    close: () => {
      for (const end of ends) end();
      desk.stop();
      socket.stop();
    },
  };
}

/** Asks who is signed in until an answer comes; the socket does not tell the e-mail address. */
function learnMe(api: Api, desk: Desk): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let stopped = false;
  const ask = async () => {
    const me = await api.me().catch(() => null);
    if (stopped) return;
    if (me === null) timer = setTimeout(() => void ask(), ASK_AGAIN_MS);
    else desk.me.value = me;
  };
  void ask();
  return () => {
    stopped = true;
    clearTimeout(timer);
  };
}
