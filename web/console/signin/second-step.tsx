// Setting up a second step when the account asks for one: shown after sign-in, instead of the console, until it is done.
import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect } from "preact/hooks";
import { LanguageChoice, Loading } from "../controls";
import { Logo } from "../icons";
import { t } from "../text";
import { type Cognito, SignInError } from "./cognito";
import { CodeField } from "./fields";
import type { Session } from "./session";
import { AuthenticatorSteps, Fault, Form, Submit } from "./sign-in";

export function SecondStep({ cognito, session, check }: SecondStepProps): JSX.Element {
  return (
    <main class="signin">
      <div class="signin-card">
        <p class="brand">
          <Logo /> Parley
        </p>
        <div class="signin-head">
          <h1>{t("signin.setup.title")}</h1>
          <p class="soft">{t("signin.setup.why")}</p>
        </div>
        <Setup cognito={cognito} session={session} check={check} />
        <button type="button" class="link-button" onClick={() => void session.close()}>
          {t("sign_out")}
        </button>
      </div>
      <div class="signin-foot">
        <LanguageChoice />
      </div>
    </main>
  );
}

interface SecondStepProps {
  cognito: Cognito;
  session: Session;
  /** Asks the server anything; it refuses while it knows of no second step. */
  check(): Promise<unknown>;
}

function Setup({ cognito, session, check }: SecondStepProps): JSX.Element {
  const secret = useSignal("");
  const code = useSignal("");
  const busy = useSignal(false);
  const fault = useSignal<SignInError | null>(null);
  const attempt = async (work: (access: string) => Promise<void>) => {
    if (busy.value) return;
    busy.value = true;
    fault.value = null;
    try {
      await work(await session.access());
    } catch (failure) {
      fault.value = failure instanceof SignInError ? failure : new SignInError("unknown");
    }
    busy.value = false;
  };
  const pass = async () => {
    await session.refresh();
    const passed = await check().then(
      () => true,
      () => false,
    );
    if (passed) session.lacksFactor.value = false;
    return passed;
  };
  const begin = () =>
    attempt(async () => {
      // Who has set one up before it was asked for has only to be seen with a new token.
      if (!(await pass())) secret.value = await cognito.newFactor(await session.access());
    });
  const keep = () =>
    attempt(async (access) => {
      await cognito.keepFactor(access, code.value);
      await pass();
    });
  useEffect(() => {
    void begin();
  }, []);
  if (secret.value === "" && fault.value === null) return <Loading label="signin.busy" />;
  return (
    <>
      <Fault fault={fault.value} />
      <Form onSubmit={() => (secret.value === "" ? begin() : keep())}>
        {secret.value !== "" && (
          <>
            <AuthenticatorSteps secret={secret.value} username={session.email()} />
            <CodeField
              value={code}
              label={t("signin.code.label")}
              invalid={fault.value?.fault === "code"}
              autofocus
            />
          </>
        )}
        <Submit
          busy={busy.value}
          label={t(secret.value === "" ? "try_again" : "signin.setup.submit")}
        />
      </Form>
    </>
  );
}
