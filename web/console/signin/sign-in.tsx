// The sign-in screen: one form for each step Cognito asks for. Shown by app.tsx while nobody is signed in.
import { type Signal, useSignal } from "@preact/signals";
import type { ComponentChildren, JSX } from "preact";
import { LanguageChoice } from "../controls";
import { Icon, Logo } from "../icons";
import { type Key, t, tMaybe } from "../text";
import { type Cognito, otpauthLink, SignInError, type Step } from "./cognito";
import { CodeField, NameField, PasswordField, PasswordRules } from "./fields";
import type { Session } from "./session";

interface SignInProps {
  cognito: Cognito;
  session: Session;
}

type Named<Name extends Step["name"]> = Step & { name: Name };
type Go = (work: () => Promise<Step>) => Promise<void>;

interface FormProps<Name extends Step["name"]> {
  cognito: Cognito;
  step: Named<Name>;
  busy: boolean;
  fault: SignInError | null;
  go: Go;
}

export function SignIn({ cognito, session }: SignInProps): JSX.Element {
  const step = useSignal<Step>({ name: "password" });
  const busy = useSignal(false);
  const fault = useSignal<SignInError | null>(null);
  const go: Go = async (work) => {
    if (busy.value) return;
    busy.value = true;
    fault.value = null;
    try {
      step.value = await work();
    } catch (failure) {
      fault.value = failure instanceof SignInError ? failure : new SignInError("unknown");
      if (mustStartAgain(fault.value, step.value)) step.value = { name: "password" };
    }
    busy.value = false;
    if (step.value.name === "done") session.open(step.value.tokens);
  };
  const frame = { cognito, busy: busy.value, fault: fault.value, go };
  return (
    <main class="signin">
      <div class="signin-card">
        <p class="brand">
          <Logo /> Parley
        </p>
        <div class="signin-head">
          <h1>{t(TITLES[step.value.name])}</h1>
          {session.ended.value && fault.value === null && step.value.name === "password" && (
            <div class="notice warn" role="status">
              <Icon name="alert" />
              <p>{tMaybe(`signin.ended.${session.why.value}`, "signin.ended")}</p>
            </div>
          )}
          <Fault fault={fault.value} />
        </div>
        <StepForm {...frame} step={step.value} again={() => startAgain(step, fault)} />
      </div>
      <div class="signin-foot">
        <LanguageChoice />
      </div>
    </main>
  );
}

const TITLES: { [Name in Step["name"]]: Key } = {
  password: "signin.title",
  new_password: "signin.new.title",
  code: "signin.code.title",
  setup: "signin.setup.title",
  reset: "signin.reset.title",
  done: "signin.done",
};

interface StepFormProps extends Omit<FormProps<"password">, "step"> {
  step: Step;
  again(): void;
}

function StepForm({ step, again, ...rest }: StepFormProps): JSX.Element {
  if (step.name === "password") return <PasswordForm {...rest} step={step} />;
  if (step.name === "done") return <Waiting />;
  return (
    <>
      {step.name === "new_password" && <NewPasswordForm {...rest} step={step} />}
      {step.name === "code" && <CodeForm {...rest} step={step} />}
      {step.name === "setup" && <SetupForm {...rest} step={step} />}
      {step.name === "reset" && <ResetForm {...rest} step={step} />}
      <button type="button" class="link-button" onClick={again}>
        {t("signin.again")}
      </button>
    </>
  );
}

function PasswordForm({ cognito, busy, fault, go }: FormProps<"password">): JSX.Element {
  const name = useSignal("");
  const password = useSignal("");
  const missing = useSignal(false);
  const forgot = () => {
    missing.value = name.value.trim() === "";
    if (!missing.value) void go(() => cognito.sendResetCode(name.value.trim()));
  };
  const invalid = fault?.fault === "wrong";
  return (
    <Form onSubmit={() => go(() => cognito.signIn(name.value.trim(), password.value))}>
      <NameField
        value={name}
        label={t("signin.name")}
        invalid={invalid || missing.value}
        autofocus
      />
      {missing.value && <p role="alert">{t("signin.reset.name_first")}</p>}
      <PasswordField value={password} label={t("signin.password")} invalid={invalid} />
      <Submit busy={busy} label={t("signin.submit")} />
      <button type="button" class="link-button" onClick={forgot}>
        {t("signin.forgot")}
      </button>
    </Form>
  );
}

function NewPasswordForm({
  cognito,
  step,
  busy,
  fault,
  go,
}: FormProps<"new_password">): JSX.Element {
  const password = useSignal("");
  return (
    <Form onSubmit={() => go(() => cognito.newPassword(step, password.value))}>
      <p class="soft">{t("signin.new.why")}</p>
      <PasswordField
        value={password}
        label={t("signin.new.label")}
        invalid={fault?.fault === "policy"}
        fresh
        autofocus
      />
      <PasswordRules password={password.value} />
      <Submit busy={busy} label={t("signin.new.submit")} />
    </Form>
  );
}

function CodeForm({ cognito, step, busy, fault, go }: FormProps<"code">): JSX.Element {
  const code = useSignal("");
  return (
    <Form onSubmit={() => go(() => cognito.code(step, code.value))}>
      <p class="soft">{t("signin.code.why")}</p>
      <CodeField
        value={code}
        label={t("signin.code.label")}
        invalid={fault?.fault === "code"}
        autofocus
      />
      <Submit busy={busy} label={t("signin.code.submit")} />
    </Form>
  );
}

function SetupForm({ cognito, step, busy, fault, go }: FormProps<"setup">): JSX.Element {
  const code = useSignal("");
  return (
    <Form onSubmit={() => go(() => cognito.setUp(step, code.value))}>
      <AuthenticatorSteps secret={step.secret} username={step.username} />
      <CodeField value={code} label={t("signin.code.label")} invalid={fault?.fault === "code"} />
      <Submit busy={busy} label={t("signin.setup.submit")} />
    </Form>
  );
}

interface AuthenticatorStepsProps {
  secret: string;
  username: string;
}

/** How to take the secret over into an authenticator app. */
export function AuthenticatorSteps({ secret, username }: AuthenticatorStepsProps): JSX.Element {
  return (
    <>
      <ol class="steps">
        <li>{t("signin.setup.first")}</li>
        <li>{t("signin.setup.second")}</li>
        <li>{t("signin.setup.third")}</li>
      </ol>
      <p class="secret" dir="ltr">
        <span class="unseen">{t("signin.setup.secret")}</span>
        {secret.replace(/(.{4})(?=.)/g, "$1 ")}
      </p>
      <a href={otpauthLink(secret, username)}>{t("signin.setup.link")}</a>
    </>
  );
}

function ResetForm({ cognito, step, busy, fault, go }: FormProps<"reset">): JSX.Element {
  const code = useSignal("");
  const password = useSignal("");
  return (
    <Form onSubmit={() => go(() => cognito.reset(step, code.value, password.value))}>
      <p class="soft">{t("signin.reset.why")}</p>
      <CodeField
        value={code}
        label={t("signin.code.label")}
        invalid={fault?.fault === "code"}
        autofocus
      />
      <PasswordField
        value={password}
        label={t("signin.new.label")}
        invalid={fault?.fault === "policy"}
        fresh
      />
      <PasswordRules password={password.value} />
      <Submit busy={busy} label={t("signin.new.submit")} />
    </Form>
  );
}

export function Form(props: { onSubmit(): unknown; children: ComponentChildren }): JSX.Element {
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        props.onSubmit();
      }}
    >
      {props.children}
    </form>
  );
}

export function Submit({ busy, label }: { busy: boolean; label: string }): JSX.Element {
  return (
    <button type="submit" class="button main" aria-disabled={busy}>
      {busy && <span class="spinner" aria-hidden="true" />}
      {busy ? t("signin.busy") : label}
    </button>
  );
}

function Waiting(): JSX.Element {
  return (
    <div class="loading" role="status">
      <span class="spinner" aria-hidden="true" />
      {t("signin.done")}
    </div>
  );
}

/** Always in the page, so that a screen reader speaks what appears in it. */
export function Fault({ fault }: { fault: SignInError | null }): JSX.Element {
  return (
    <div role="alert">
      {fault !== null && (
        <div class="notice bad">
          <Icon name="alert" />
          <p>
            {t(`signin.error.${fault.fault}`)}
            {fault.fault === "policy" && fault.detail !== "" && ` (${fault.detail})`}
          </p>
        </div>
      )}
    </div>
  );
}

/** A challenge that ran out of time or tries can only be asked for anew. */
function mustStartAgain(fault: SignInError, step: Step): boolean {
  if (step.name === "password" || step.name === "reset") return false;
  return fault.fault === "expired" || fault.fault === "wrong";
}

function startAgain(step: Signal<Step>, fault: Signal<SignInError | null>): void {
  step.value = { name: "password" };
  fault.value = null;
}
