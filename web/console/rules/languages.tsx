// Texts in as many languages as are wished: for every visitor first, then by language. Used by actions and variants.
import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { languages } from "./codes";
import { Line, Pick } from "./fields";
import { Labelled } from "./labelled";
import { SAID, type Said, type Texts } from "./rule";
import { nameIn, tr } from "./words";

type Name = (typeof SAID)[number];

interface LanguagesProps {
  fields: readonly Name[];
  said: Said;
  onChange(said: Said): void;
}

export function Languages({ fields, said, onChange }: LanguagesProps): JSX.Element {
  const shown = useSignal("");
  const others = languagesOf(said);
  const code = others.includes(shown.value) ? shown.value : "";
  const add = (fresh: string) => {
    if (fresh === "") return;
    const [first = "text"] = fields;
    onChange({ ...said, [first]: { ...said[first], [fresh]: "" } });
    shown.value = fresh;
  };
  const drop = () => {
    onChange({ ...said, ...withoutLanguage(said, code) });
    shown.value = "";
  };
  return (
    <div class="said-texts">
      <div class="said-languages">
        {others.length > 0 && (
          <Tabs
            codes={["", ...others]}
            chosen={code}
            onChoose={(one) => {
              shown.value = one;
            }}
          />
        )}
        <Pick
          label={tr("invite.language.add")}
          value=""
          options={[
            { value: "", label: tr("invite.language.add") },
            ...languages().filter(({ value }) => !others.includes(value)),
          ]}
          onChange={add}
        />
        {code !== "" && (
          <button type="button" class="button small" onClick={drop}>
            {tr("invite.language.drop", { name: nameIn("language", code) })}
          </button>
        )}
      </div>
      <div class="fields-two">
        {fields.map((name) => (
          <Text
            key={`${name}${code}`}
            name={name}
            text={said[name]?.[code] ?? ""}
            onChange={(text) => onChange({ ...said, [name]: written(said[name], code, text) })}
          />
        ))}
      </div>
    </div>
  );
}

interface TabsProps {
  codes: readonly string[];
  chosen: string;
  onChoose(code: string): void;
}

function Tabs({ codes, chosen, onChoose }: TabsProps): JSX.Element {
  return (
    <fieldset class="segments">
      <legend class="unseen">{tr("invite.languages")}</legend>
      {codes.map((code) => (
        <button
          key={code}
          type="button"
          aria-pressed={code === chosen}
          onClick={() => onChoose(code)}
        >
          {code === "" ? tr("invite.own_language") : nameIn("language", code)}
        </button>
      ))}
    </fieldset>
  );
}

interface TextProps {
  name: Name;
  text: string;
  onChange(text: string): void;
}

function Text({ name, text, onChange }: TextProps): JSX.Element {
  const label = tr(`field.${name}`);
  if (name !== "text") {
    const hint = name === "title" ? "" : tr(`preview.${name}`);
    return (
      <Labelled label={label}>
        <Line
          label={label}
          value={text}
          most={name === "title" ? 100 : 40}
          hint={hint}
          onChange={onChange}
        />
      </Labelled>
    );
  }
  return (
    <Labelled label={label}>
      <textarea
        class="input"
        rows={2}
        dir="auto"
        maxLength={500}
        aria-label={label}
        value={text}
        onInput={(event) => onChange(event.currentTarget.value)}
      />
    </Labelled>
  );
}

export function languagesOf(said: Said): string[] {
  const codes = SAID.flatMap((name) => Object.keys(said[name] ?? {}));
  return [...new Set(codes)].filter((code) => code !== "");
}

/** What is empty is not said; a language stays open while one writes in it. */
function written(texts: Texts = {}, code: string, text: string): Texts {
  const { [code]: _old, ...others } = texts;
  return text === "" && code === "" ? others : { ...others, [code]: text };
}

function withoutLanguage(said: Said, gone: string): Said {
  const left = (texts: Texts = {}): Texts =>
    Object.fromEntries(Object.entries(texts).filter(([code]) => code !== gone));
  return Object.fromEntries(SAID.map((name) => [name, left(said[name])])) as Said;
}
