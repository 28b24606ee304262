// Fields of the sign-in forms: a password that can be shown, its rules, a six-digit code.
import { type Signal, useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { Icon } from "../icons";
import { type Key, t } from "../text";

interface FieldOf {
  value: Signal<string>;
  label: string;
  invalid?: boolean;
  autofocus?: boolean;
}

export function NameField({
  value,
  label,
  invalid = false,
  autofocus = false,
}: FieldOf): JSX.Element {
  return (
    <div class="field">
      <label for="signin-name">{label}</label>
      <input
        id="signin-name"
        class="input"
        type="email"
        name="username"
        autocomplete="username"
        autocapitalize="none"
        spellcheck={false}
        required
        dir="ltr"
        value={value.value}
        aria-invalid={invalid}
        ref={autofocus ? focusOnce : null}
        onInput={(event) => {
          value.value = event.currentTarget.value;
        }}
      />
    </div>
  );
}

export function PasswordField(props: FieldOf & { fresh?: boolean }): JSX.Element {
  const { value, label, invalid = false, autofocus = false, fresh = false } = props;
  const shown = useSignal(false);
  return (
    <div class="field">
      <label for="signin-password">{label}</label>
      <div class="input-with-button">
        <input
          id="signin-password"
          class="input"
          {...(shown.value ? { type: "text" } : { type: "password" })}
          name="password"
          autocomplete={fresh ? "new-password" : "current-password"}
          required
          dir="ltr"
          value={value.value}
          aria-invalid={invalid}
          aria-describedby={fresh ? "signin-rules" : undefined}
          ref={autofocus ? focusOnce : null}
          onInput={(event) => {
            value.value = event.currentTarget.value;
          }}
        />
        <button
          type="button"
          class="icon-button"
          aria-pressed={shown.value}
          aria-label={t("signin.show_password")}
          title={t("signin.show_password")}
          onClick={() => {
            shown.value = !shown.value;
          }}
        >
          <Icon name={shown.value ? "eyeOff" : "eye"} />
        </button>
      </div>
    </div>
  );
}

export function CodeField({
  value,
  label,
  invalid = false,
  autofocus = false,
}: FieldOf): JSX.Element {
  return (
    <div class="field">
      <label for="signin-code">{label}</label>
      <input
        id="signin-code"
        class="input code-input"
        type="text"
        name="code"
        inputmode="numeric"
        autocomplete="one-time-code"
        pattern="[0-9]{6}"
        maxLength={6}
        required
        dir="ltr"
        value={value.value}
        aria-invalid={invalid}
        ref={autofocus ? focusOnce : null}
        onInput={(event) => {
          value.value = event.currentTarget.value.replace(/\D/g, "").slice(0, 6);
          event.currentTarget.value = value.value;
        }}
      />
    </div>
  );
}

/** What Parley's pools ask for, ticked off while the agent types. The pool itself has the last word. */
export function PasswordRules({ password }: { password: string }): JSX.Element {
  return (
    <div id="signin-rules">
      <p class="small soft">{t("signin.rules")}</p>
      <ul class="rules">
        {RULES.map(([key, pattern]) => {
          const met = pattern.test(password);
          return (
            <li key={key} class={met ? "met" : ""}>
              <Icon name={met ? "check" : "circle"} />
              {t(key)}
              {met && <span class="unseen">{t("signin.rule.met")}</span>}
            </li>
          );
        })}
      </ul>
    </div>
  );
}

const RULES: [Key, RegExp][] = [
  ["signin.rule.length", /^.{12,}$/su],
  ["signin.rule.case", /(?=.*\p{Ll})(?=.*\p{Lu})/su],
  ["signin.rule.digit", /[0-9]/],
  ["signin.rule.symbol", /[^\p{L}\p{N}\s]/u],
];

function focusOnce(input: HTMLInputElement | null): void {
  input?.focus();
}
