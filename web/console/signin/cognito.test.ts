import { describe, expect, it } from "vitest";
import { Cognito, otpauthLink, SignInError, type Step } from "./cognito";

const CONFIG = { region: "us-east-1", client_id: "client", cognito: "https://cognito.test/" };
const TOKENS = { IdToken: "id", AccessToken: "access", RefreshToken: "refresh", ExpiresIn: 600 };

interface Asked {
  action: string;
  body: Record<string, unknown>;
}

/** A Cognito which gives the answers in turn and remembers what it was asked. */
function answering(...answers: [number, unknown][]): { cognito: Cognito; asked: Asked[] } {
  const asked: Asked[] = [];
  const fetching = async (_url: unknown, request: RequestInit = {}): Promise<Response> => {
    const target = new Headers(request.headers).get("x-amz-target") ?? "";
    asked.push({ action: target.split(".")[1] ?? "", body: JSON.parse(String(request.body)) });
    const [status, answer] = answers.shift() ?? [500, {}];
    return new Response(JSON.stringify(answer), { status });
  };
  return { cognito: new Cognito(CONFIG, fetching as typeof fetch, () => 1_000), asked };
}

async function faultOf(work: Promise<unknown>): Promise<string> {
  return work.then(
    () => "none",
    (failure) => (failure instanceof SignInError ? failure.fault : "other"),
  );
}

describe("signing in", () => {
  it("ends with tokens and the time they end", async () => {
    const { cognito, asked } = answering([200, { AuthenticationResult: TOKENS }]);
    expect(await cognito.signIn("ada@parley.test", "secret")).toEqual({
      name: "done",
      tokens: { id: "id", access: "access", refresh: "refresh", expires: 601_000 },
    });
    expect(asked[0]).toEqual({
      action: "InitiateAuth",
      body: {
        AuthFlow: "USER_PASSWORD_AUTH",
        ClientId: "client",
        AuthParameters: { USERNAME: "ada@parley.test", PASSWORD: "secret" },
      },
    });
  });

  it("asks for a new password under the name the pool uses", async () => {
    const { cognito, asked } = answering(
      [
        200,
        {
          ChallengeName: "NEW_PASSWORD_REQUIRED",
          Session: "s1",
          ChallengeParameters: { USER_ID_FOR_SRP: "cleo-1" },
        },
      ],
      [200, { AuthenticationResult: TOKENS }],
    );
    const step = await cognito.signIn("cleo@parley.test", "given");
    expect(step).toEqual({ name: "new_password", session: "s1", username: "cleo-1" });
    await cognito.newPassword(step as Step & { name: "new_password" }, "Own-1234");
    expect(asked[1]?.body).toMatchObject({
      ChallengeName: "NEW_PASSWORD_REQUIRED",
      Session: "s1",
      ChallengeResponses: { USERNAME: "cleo-1", NEW_PASSWORD: "Own-1234" },
    });
  });

  it("asks for the code of the authenticator, also after a new password", async () => {
    const { cognito, asked } = answering(
      [200, { ChallengeName: "SOFTWARE_TOKEN_MFA", Session: "s2" }],
      [200, { AuthenticationResult: TOKENS }],
    );
    const first = { name: "new_password", session: "s1", username: "dora" } as const;
    const step = await cognito.newPassword(first, "Own-1234");
    expect(step).toEqual({ name: "code", session: "s2", username: "dora" });
    await cognito.code(step as Step & { name: "code" }, "123456");
    expect(asked[1]?.body.ChallengeResponses).toEqual({
      USERNAME: "dora",
      SOFTWARE_TOKEN_MFA_CODE: "123456",
    });
  });

  it("sets an authenticator up and carries each session on to the next call", async () => {
    const { cognito, asked } = answering(
      [200, { ChallengeName: "MFA_SETUP", Session: "s1" }],
      [200, { SecretCode: "SECRET", Session: "s2" }],
      [200, { Status: "SUCCESS", Session: "s3" }],
      [200, { AuthenticationResult: TOKENS }],
    );
    const step = await cognito.signIn("emil", "secret");
    expect(step).toEqual({ name: "setup", session: "s2", username: "emil", secret: "SECRET" });
    const done = await cognito.setUp(step as Step & { name: "setup" }, "123456");
    expect(done.name).toBe("done");
    expect(asked.map((call) => call.body.Session)).toEqual([undefined, "s1", "s2", "s3"]);
  });

  it("resets a password and signs in with the new one", async () => {
    const { cognito, asked } = answering(
      [200, {}],
      [200, {}],
      [200, { AuthenticationResult: TOKENS }],
    );
    const step = await cognito.sendResetCode("ada");
    const done = await cognito.reset(step as Step & { name: "reset" }, "654321", "Own-1234");
    expect(done.name).toBe("done");
    expect(asked.map((call) => call.action)).toEqual([
      "ForgotPassword",
      "ConfirmForgotPassword",
      "InitiateAuth",
    ]);
  });
});

describe("what goes wrong", () => {
  const cases: [string, number, unknown][] = [
    ["wrong", 400, { __type: "NotAuthorizedException", message: "Incorrect" }],
    ["wrong", 400, { __type: "com.amazonaws#UserNotFoundException", message: "none" }],
    ["expired", 400, { __type: "NotAuthorizedException", message: "Invalid session for the user" }],
    ["policy", 400, { __type: "InvalidPasswordException", message: "too short" }],
    ["code", 400, { __type: "CodeMismatchException", message: "mismatch" }],
    ["too_many", 400, { __type: "LimitExceededException", message: "slow down" }],
    ["unreachable", 503, {}],
    ["unknown", 400, { __type: "SomethingNew", message: "?" }],
    ["unsupported", 200, { ChallengeName: "DEVICE_SRP_AUTH" }],
  ];
  it.each(cases)("is told as %s at %d %o", async (fault, status, answer) => {
    const { cognito } = answering([status, answer]);
    expect(await faultOf(cognito.signIn("ada", "secret"))).toBe(fault);
  });

  it("is told as unreachable when no answer comes at all", async () => {
    const dead = () => Promise.reject(new TypeError("failed"));
    const cognito = new Cognito(CONFIG, dead as typeof fetch);
    expect(await faultOf(cognito.signIn("ada", "secret"))).toBe("unreachable");
  });
});

it("keeps the old refresh token where Cognito sends no new one", async () => {
  const { RefreshToken: _, ...rest } = TOKENS;
  const { cognito } = answering([200, { AuthenticationResult: rest }]);
  const old = { id: "i", access: "a", refresh: "old", expires: 0 };
  expect((await cognito.refresh(old)).refresh).toBe("old");
});

it("writes the authenticator link with everything escaped", () => {
  expect(otpauthLink("AB CD", "a/b@parley.test")).toBe(
    "otpauth://totp/Parley%3Aa%2Fb%40parley.test?secret=AB%20CD&issuer=Parley",
  );
});

describe("what is asked for besides the password", () => {
  it("goes on to the reset whose code was mailed already", async () => {
    const { cognito, asked } = answering([400, { __type: "PasswordResetRequiredException" }]);
    expect(await cognito.signIn("ada@parley.test", "old")).toEqual({
      name: "reset",
      username: "ada@parley.test",
    });
    expect(asked).toHaveLength(1);
  });

  it("sets up a second step for somebody who is signed in", async () => {
    const { cognito, asked } = answering(
      [200, { SecretCode: "ABCD" }],
      [200, { Status: "SUCCESS" }],
      [200, {}],
    );
    expect(await cognito.newFactor("access")).toBe("ABCD");
    await cognito.keepFactor("access", "123456");
    expect(asked.map(({ action }) => action)).toEqual([
      "AssociateSoftwareToken",
      "VerifySoftwareToken",
      "SetUserMFAPreference",
    ]);
    expect(asked[2]?.body).toMatchObject({ AccessToken: "access" });
  });

  it("asks for no second step whose first code was wrong", async () => {
    const { cognito, asked } = answering([200, { Status: "ERROR" }]);
    expect(await faultOf(cognito.keepFactor("access", "000000"))).toBe("code");
    expect(asked).toHaveLength(1);
  });
});
