// The agent's tokens in this tab: kept over a reload, renewed before they end, gone after sign-out.
import { signal } from "@preact/signals";
import { readJson, type Store } from "../../shared/storage";
import { type Cognito, SignInError, type Tokens } from "./cognito";

const KEY = "parley.session";
const RENEW_BEFORE_MS = 120_000;

export class Session {
  /** Whether somebody is signed in; screens follow it. */
  readonly signedIn = signal(false);
  /** True when Cognito ended the session, so that the sign-in screen can say why it is back. */
  readonly ended = signal(false);
  /** The server's code for it, where it said more than that the token is refused. */
  readonly why = signal("");
  /** The account asks for a second step and this agent has none yet. */
  readonly lacksFactor = signal(false);
  private tokens: Tokens | null;
  private renewing: Promise<Tokens> | null = null;

  constructor(
    private readonly cognito: Pick<Cognito, "refresh" | "signOut">,
    private readonly store: Store,
    private readonly now: () => number = Date.now,
  ) {
    const kept = readJson<unknown>(store, KEY);
    this.tokens = isTokens(kept) ? kept : null;
    this.signedIn.value = this.tokens !== null;
  }

  open(tokens: Tokens): void {
    this.keep(tokens);
    this.ended.value = false;
    this.lacksFactor.value = false;
    this.signedIn.value = true;
  }

  /** The id token for the next request, renewed first if it is about to end. */
  async token(): Promise<string> {
    if (this.tokens === null) throw new SignInError("expired");
    if (this.tokens.expires - this.now() > RENEW_BEFORE_MS) return this.tokens.id;
    return (await this.renew(this.tokens)).id;
  }

  /** New tokens at once: what the server knows of a sign-in it learns with each new one. */
  async refresh(): Promise<void> {
    if (this.tokens !== null) await this.renew(this.tokens);
  }

  /** The access token, by which an agent changes their own sign-in at Cognito. */
  async access(): Promise<string> {
    await this.token();
    return this.tokens?.access ?? "";
  }

  /** The address the agent signed in with, as the id token has it. */
  email(): string {
    const claims = this.tokens?.id.split(".")[1] ?? "";
    try {
      const { email } = JSON.parse(atob(claims.replaceAll("-", "+").replaceAll("_", "/")));
      return typeof email === "string" ? email : "";
    } catch {
      return "";
    }
  }

  async close(): Promise<void> {
    const tokens = this.tokens;
    this.forget();
    // The tab is signed out whether or not Cognito hears of it; the tokens end by themselves.
    if (tokens !== null) await this.cognito.signOut(tokens).catch(() => undefined);
  }

  /** Called when the server refuses the token: nothing can be done here but to sign in again. */
  expire(why = ""): void {
    if (this.tokens === null) return;
    this.why.value = why;
    this.ended.value = true;
    this.forget();
  }

  private renew(old: Tokens): Promise<Tokens> {
    this.renewing ??= this.cognito
      .refresh(old)
      .then((tokens) => this.renewed(tokens))
      .catch((failure: unknown) => this.notRenewed(failure))
      .finally(() => {
        this.renewing = null;
      });
    return this.renewing;
  }

  private renewed(tokens: Tokens): Tokens {
    // Signed out while the answer was on its way: it must not bring the session back.
    if (this.tokens === null) throw new SignInError("expired");
    this.keep(tokens);
    return tokens;
  }

  private notRenewed(failure: unknown): never {
    const refused = failure instanceof SignInError && failure.fault !== "unreachable";
    if (refused && failure.fault !== "too_many") this.expire();
    throw failure;
  }

  private keep(tokens: Tokens): void {
    this.tokens = tokens;
    this.store.set(KEY, JSON.stringify(tokens));
  }

  private forget(): void {
    this.tokens = null;
    this.store.remove(KEY);
    this.signedIn.value = false;
  }
}

function isTokens(value: unknown): value is Tokens {
  if (typeof value !== "object" || value === null) return false;
  const { id, access, refresh, expires } = value as { [name: string]: unknown };
  return [id, access, refresh].every((x) => typeof x === "string") && typeof expires === "number";
}
