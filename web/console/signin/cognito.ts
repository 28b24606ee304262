// Signing in at Amazon Cognito by its JSON API, challenge by challenge; the sign-in screen and the session call it.

export interface SignInConfig {
  region: string;
  client_id: string;
  cognito: string;
}

export interface Tokens {
  id: string;
  access: string;
  refresh: string;
  /** When the id token ends, in epoch milliseconds. */
  expires: number;
}

export type Step =
  | { name: "password" }
  | { name: "new_password"; session: string; username: string }
  | { name: "code"; session: string; username: string }
  | { name: "setup"; session: string; username: string; secret: string }
  | { name: "reset"; username: string }
  | { name: "done"; tokens: Tokens };

/** What went wrong, as a key below `signin.error.` in the catalogues. */
export type SignInFault =
  | "wrong"
  | "policy"
  | "code"
  | "expired"
  | "reset"
  | "too_many"
  | "unconfirmed"
  | "unsupported"
  | "unreachable"
  | "unknown";

export class SignInError extends Error {
  constructor(
    readonly fault: SignInFault,
    /** Cognito's own words, shown beside ours where only it knows the rule that was broken. */
    readonly detail = "",
  ) {
    super(`${fault}: ${detail}`);
  }
}

export class Cognito {
  constructor(
    private readonly config: SignInConfig,
    private readonly fetching: typeof fetch = (...request) => fetch(...request),
    private readonly now: () => number = Date.now,
  ) {}

  async signIn(username: string, password: string): Promise<Step> {
    const parameters = { USERNAME: username, PASSWORD: password };
    try {
      return await this.begin("USER_PASSWORD_AUTH", parameters, username);
    } catch (failure) {
      // An admin, or the password's age, asks for a new one; Cognito has mailed the code already.
      if (failure instanceof SignInError && failure.fault === "reset")
        return { name: "reset", username };
      throw failure;
    }
  }

  newPassword(step: Step & { name: "new_password" }, password: string): Promise<Step> {
    return this.respond("NEW_PASSWORD_REQUIRED", step, { NEW_PASSWORD: password });
  }

  code(step: Step & { name: "code" }, code: string): Promise<Step> {
    return this.respond("SOFTWARE_TOKEN_MFA", step, { SOFTWARE_TOKEN_MFA_CODE: code });
  }

  /** Proves the new authenticator with its first code, which ends the sign-in. */
  async setUp(step: Step & { name: "setup" }, code: string): Promise<Step> {
    const verified = await this.call("VerifySoftwareToken", {
      Session: step.session,
      UserCode: code,
    });
    if (verified.Status !== "SUCCESS") throw new SignInError("code");
    return this.respond("MFA_SETUP", { ...step, session: text(verified.Session) }, {});
  }

  async sendResetCode(username: string): Promise<Step> {
    await this.call("ForgotPassword", { ClientId: this.config.client_id, Username: username });
    return { name: "reset", username };
  }

  async reset(step: Step & { name: "reset" }, code: string, password: string): Promise<Step> {
    await this.call("ConfirmForgotPassword", {
      ClientId: this.config.client_id,
      Username: step.username,
      ConfirmationCode: code,
      Password: password,
    });
    return this.signIn(step.username, password);
  }

  /** The secret of a second step for somebody who is signed in already. */
  async newFactor(access: string): Promise<string> {
    return text((await this.call("AssociateSoftwareToken", { AccessToken: access })).SecretCode);
  }

  /** Proves the new second step with its first code; from now on sign-in asks for it. */
  async keepFactor(access: string, code: string): Promise<void> {
    const proof = { AccessToken: access, UserCode: code };
    const verified = await this.call("VerifySoftwareToken", proof);
    if (verified.Status !== "SUCCESS") throw new SignInError("code");
    await this.call("SetUserMFAPreference", {
      AccessToken: access,
      SoftwareTokenMfaSettings: { Enabled: true, PreferredMfa: true },
    });
  }

  async refresh(old: Tokens): Promise<Tokens> {
    const step = await this.begin("REFRESH_TOKEN_AUTH", { REFRESH_TOKEN: old.refresh }, "");
    if (step.name !== "done") throw new SignInError("wrong");
    return { ...step.tokens, refresh: step.tokens.refresh || old.refresh };
  }

  /** Ends every session of this agent at Cognito, so that a copied token is worth nothing afterwards. */
  async signOut(tokens: Tokens): Promise<void> {
    await this.call("GlobalSignOut", { AccessToken: tokens.access });
  }

  private async begin(flow: string, parameters: Fields, username: string): Promise<Step> {
    const answer = await this.call("InitiateAuth", {
      AuthFlow: flow,
      ClientId: this.config.client_id,
      AuthParameters: parameters,
    });
    return this.next(answer, username);
  }

  private async respond(
    challenge: string,
    step: { session: string; username: string },
    responses: Fields,
  ): Promise<Step> {
    const answer = await this.call("RespondToAuthChallenge", {
      ChallengeName: challenge,
      ClientId: this.config.client_id,
      Session: step.session,
      ChallengeResponses: { USERNAME: step.username, ...responses },
    });
    return this.next(answer, step.username);
  }

  private next(answer: Fields, username: string): Step | Promise<Step> {
    const tokens = answer.AuthenticationResult;
    if (isFields(tokens)) return { name: "done", tokens: this.readTokens(tokens) };
    const parameters = isFields(answer.ChallengeParameters) ? answer.ChallengeParameters : {};
    // The pool may know the agent by another name than the address typed; challenges want that one.
    const known = text(parameters.USER_ID_FOR_SRP) || username;
    const session = text(answer.Session);
    if (answer.ChallengeName === "NEW_PASSWORD_REQUIRED")
      return { name: "new_password", session, username: known };
    if (answer.ChallengeName === "SOFTWARE_TOKEN_MFA")
      return { name: "code", session, username: known };
    if (answer.ChallengeName === "MFA_SETUP") return this.associate(session, known);
    throw new SignInError("unsupported", text(answer.ChallengeName));
  }

  private async associate(session: string, username: string): Promise<Step> {
    const answer = await this.call("AssociateSoftwareToken", { Session: session });
    const secret = text(answer.SecretCode);
    return { name: "setup", session: text(answer.Session) || session, username, secret };
  }

  private readTokens(result: Fields): Tokens {
    const seconds = typeof result.ExpiresIn === "number" ? result.ExpiresIn : 3600;
    return {
      id: text(result.IdToken),
      access: text(result.AccessToken),
      refresh: text(result.RefreshToken),
      expires: this.now() + seconds * 1000,
    };
  }

  private async call(action: string, body: Fields): Promise<Fields> {
    const response = await this.send(action, body);
    const answer: unknown = await response.json().catch(() => ({}));
    const fields = isFields(answer) ? answer : {};
    if (!response.ok) throw faultOf(response.status, fields);
    return fields;
  }

  private async send(action: string, body: Fields): Promise<Response> {
    try {
      return await this.fetching(this.config.cognito, {
        method: "POST",
        headers: {
          "content-type": "application/x-amz-json-1.1",
          "x-amz-target": `AWSCognitoIdentityProviderService.${action}`,
        },
        body: JSON.stringify(body),
        signal: AbortSignal.timeout(15_000),
      });
    } catch (failure) {
      throw new SignInError("unreachable", String(failure));
    }
  }
}

/** The link which authenticator apps open to take over the secret. */
export function otpauthLink(secret: string, username: string): string {
  const label = encodeURIComponent(`Parley:${username}`);
  return `otpauth://totp/${label}?secret=${encodeURIComponent(secret)}&issuer=Parley`;
}

type Fields = { [name: string]: unknown };

const FAULTS: { [type: string]: SignInFault } = {
  NotAuthorizedException: "wrong",
  UserNotFoundException: "wrong",
  InvalidPasswordException: "policy",
  CodeMismatchException: "code",
  EnableSoftwareTokenMFAException: "code",
  ExpiredCodeException: "expired",
  TooManyRequestsException: "too_many",
  LimitExceededException: "too_many",
  TooManyFailedAttemptsException: "too_many",
  UserNotConfirmedException: "unconfirmed",
  PasswordResetRequiredException: "reset",
};

function faultOf(status: number, answer: Fields): SignInError {
  const type = text(answer.__type).split("#").pop() ?? "";
  const detail = text(answer.message) || text(answer.Message);
  if (/session/i.test(detail) && type === "NotAuthorizedException")
    return new SignInError("expired", detail);
  const fault = FAULTS[type] ?? (status >= 500 ? "unreachable" : "unknown");
  return new SignInError(fault, detail);
}

function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null;
}

function text(value: unknown): string {
  return typeof value === "string" ? value : "";
}
