// Starts the console: its settings, the session, and while somebody is signed in the desk and its connection.
import { signal } from "@preact/signals";
import { type JSX, render } from "preact";
import { useEffect } from "preact/hooks";
import { takeClient } from "../shared/client";
import { openStore } from "../shared/storage";
import { Api } from "./api";
import { SignedIn } from "./app";
import { Failed, Loading } from "./controls";
import { openWorkplace } from "./open-workplace";
import { followAddress } from "./route";
import { Cognito, type SignInConfig } from "./signin/cognito";
import { SecondStep } from "./signin/second-step";
import { Session } from "./signin/session";
import { SignIn } from "./signin/sign-in";
import { followLanguage } from "./text";
import { type Workplace, WorkplaceContext } from "./workplace";
import "./styles/tokens.css";
import "./styles/controls.css";
import "./styles/dialog.css";
import "./styles/signin.css";
import "./styles/desk.css";
import "./styles/rail.css";
import "./styles/panes.css";
import "./styles/chat.css";
import "./styles/sharing.css";
import "./styles/visitor.css";
import "./styles/closed.css";

interface Started {
  cognito: Cognito;
  session: Session;
  api: Api;
  client: string;
}

const tabStore = openStore(() => sessionStorage);
const started = signal<Started | null>(null);
const failure = signal<unknown>(null);

followLanguage(document.documentElement);
followAddress();
const root = document.getElementById("console");
if (root) render(<Console />, root);
void start();

function Console(): JSX.Element {
  if (started.value === null) {
    if (failure.value !== null)
      return <Failed failure={failure.value} again={() => void start()} />;
    return <Loading label="starting" />;
  }
  const { session, cognito, api } = started.value;
  if (!session.signedIn.value) return <SignIn cognito={cognito} session={session} />;
  if (session.lacksFactor.value)
    return <SecondStep cognito={cognito} session={session} check={() => api.me()} />;
  return <Signed started={started.value} />;
}

const workplace = signal<Workplace | null>(null);

function Signed({ started }: { started: Started }): JSX.Element {
  useEffect(() => {
    const opened = openWorkplace(started.api, started.session, tabStore, started.client);
    workplace.value = opened.workplace;
    return () => {
      opened.close();
      workplace.value = null;
    };
  }, [started]);
  if (workplace.value === null) return <Loading label="starting" />;
  return (
    <WorkplaceContext.Provider value={workplace.value}>
      <SignedIn />
    </WorkplaceContext.Provider>
  );
}

async function start(): Promise<void> {
  failure.value = null;
  try {
    const [config, client] = await Promise.all([readConfig(), takeClient(tabStore)]);
    const cognito = new Cognito(config);
    const session = new Session(cognito, tabStore);
    started.value = { cognito, session, api: new Api(session, location.origin), client };
  } catch (reason) {
    failure.value = reason;
  }
}

/** Where sign-in is; beside the page, since every installation has its own. */
async function readConfig(): Promise<SignInConfig> {
  const response = await fetch("./config.json", { cache: "no-cache" });
  if (!response.ok) throw new Error(`config.json: ${response.status}`);
  return (await response.json()) as SignInConfig;
}
