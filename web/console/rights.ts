// Who is signed in and what they may: asked until an answer comes, and again whenever that may have changed.
import type { AgentRecord, ServerEvent } from "../shared/protocol";
import type { Me } from "./desk/desk";

const ASK_AGAIN_MS = 3_000;
/** Should what tells of a change be lost: the server heeds it at once, the screens by then. */
const REVIEW_MS = 60_000;
/** Refusals that are about the agent, whatever was asked for. */
const ABOUT_RIGHTS = new Set(["not_allowed", "unauthenticated", "mfa_required", "suspended"]);

export interface RightsOptions {
  me(): Promise<AgentRecord>;
  learn(me: Me): void;
}

export class Rights {
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** Counts questions: an answer that a later one overtook is old. */
  #asked = 0;
  #stopped = false;
  /** The server keeps a connection from its answer to `hello` on; what it told before is missed. */
  #unheard = true;

  constructor(private readonly options: RightsOptions) {}

  start(): void {
    document.addEventListener("visibilitychange", this.#back);
    void this.#ask();
  }

  stop(): void {
    this.#stopped = true;
    clearTimeout(this.#timer);
    document.removeEventListener("visibilitychange", this.#back);
  }

  /** There is a new connection. */
  connected(): void {
    this.#unheard = true;
  }

  hear(event: ServerEvent): void {
    if (!this.#tells(event)) return;
    this.#unheard = false;
    void this.#ask();
  }

  #tells(event: ServerEvent): boolean {
    // Pushed when an admin changes the role too, among other things.
    if (event.event === "status") return true;
    if (event.event === "welcome") return this.#unheard;
    return event.event === "error" && event.chat === undefined && ABOUT_RIGHTS.has(event.code);
  }

  async #ask(): Promise<void> {
    const turn = ++this.#asked;
    const me = await this.options.me().catch(() => null);
    if (this.#stopped || turn !== this.#asked) return;
    if (me !== null) this.options.learn(me);
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#ask(), me === null ? ASK_AGAIN_MS : REVIEW_MS);
  }

  readonly #back = (): void => {
    if (!document.hidden) void this.#ask();
  };
}
