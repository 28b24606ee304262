// The experiment of a rule: variants with their shares and a control group, drawn as one bar. Used by the builder.
import type { JSX } from "preact";
import { Check } from "../admin/form";
import { Icon } from "../icons";
import { shareLeft } from "./draft";
import type { RuleEdit } from "./edit";
import { Line, Percent } from "./fields";
import { Labelled } from "./labelled";
import { Languages } from "./languages";
import { MarkedAt } from "./marked";
import { type Experiment, SAID, type Variant } from "./rule";
import { percentText, tr } from "./words";

const MOST_VARIANTS = 6;

export function ExperimentFields({ rule }: { rule: RuleEdit }): JSX.Element {
  const { experiment } = rule.draft.value;
  const set = (change: Partial<Experiment>) =>
    rule.set("experiment", { control: 10, variants: [], ...experiment, ...change });
  return (
    <div class="part">
      <Check
        label={tr("experiment.on")}
        hint={tr("experiment.why")}
        checked={experiment !== null}
        onChange={(on) =>
          rule.set("experiment", on ? { control: 10, variants: [], salt: "" } : null)
        }
      />
      {experiment !== null && (
        <>
          <ShareBar experiment={experiment} />
          <Labelled label={tr("experiment.control")} hint={tr("experiment.control.why")}>
            <Percent
              label={tr("experiment.control")}
              value={experiment.control}
              onChange={(control) => set({ control })}
            />
          </Labelled>
          <Variants experiment={experiment} onChange={(variants) => set({ variants })} />
        </>
      )}
      <MarkedAt rule={rule} at="/experiment" />
    </div>
  );
}

/** Everybody, as one bar: the control group, and who of the others sees which variant. */
function ShareBar({ experiment }: { experiment: Experiment }): JSX.Element {
  const parts = partsOf(experiment);
  return (
    <div class="shares">
      <div class="share-bar" aria-hidden="true">
        {parts
          .filter(({ share }) => share > 0)
          .map(({ name, share, kind }) => (
            <i key={kind} class={kind} style={{ flexGrow: share }} title={name}>
              {share >= 8 && percentText(share)}
            </i>
          ))}
      </div>
      <ul class="share-legend">
        {parts.map(({ name, share, kind }) => (
          <li key={kind}>
            <i class={kind} aria-hidden="true" />
            <bdi>{name}</bdi> {percentText(share)}
          </li>
        ))}
      </ul>
      {shareLeft(experiment.variants) !== 0 && (
        <p class="fault" role="alert">
          {tr("fault.shares")}
        </p>
      )}
    </div>
  );
}

/** In percent of all visitors. */
export function partsOf({ control, variants }: Experiment) {
  const rest = 100 - control;
  const others =
    variants.length === 0
      ? [{ name: tr("experiment.itself"), share: rest, kind: "variant-0" }]
      : variants.map(({ name, share }, at) => ({
          name,
          share: (share * rest) / 100,
          kind: `variant-${at % 6}`,
        }));
  return [{ name: tr("experiment.control"), share: control, kind: "control" }, ...others];
}

/** What one had goes to the first that is left. */
function oneLess(variants: readonly Variant[], gone: number): Variant[] {
  const left = variants.filter((_, at) => at !== gone);
  const freed = variants[gone]?.share ?? 0;
  return left.length < 2
    ? []
    : left.map((one, at) => (at === 0 ? { ...one, share: one.share + freed } : one));
}

/** The first other text makes two variants: what is there, and it. Shares are made equal. */
function oneMore(variants: readonly Variant[]): Variant[] {
  const first = { name: tr("experiment.itself"), share: 50, invite: {} };
  const named = variants.length === 0 ? [first] : variants;
  const name = tr("experiment.variant", { number: named.length + 1 });
  const all = [...named, { name, share: 0, invite: {} }];
  const share = Math.floor(100 / all.length);
  return all.map((one, at) => ({
    ...one,
    share: at === 0 ? 100 - share * (all.length - 1) : share,
  }));
}

interface VariantsProps {
  experiment: Experiment;
  onChange(variants: readonly Variant[]): void;
}

function Variants({ experiment, onChange }: VariantsProps): JSX.Element {
  const { variants } = experiment;
  const put = (at: number, change: Partial<Variant>) =>
    onChange(variants.map((old, place) => (place === at ? { ...old, ...change } : old)));
  const add = () => onChange(oneMore(variants));
  return (
    <>
      {variants.map((variant, at) => (
        <section class="deed" key={at} aria-label={variant.name}>
          <header>
            <Line
              label={tr("experiment.variant.name")}
              value={variant.name}
              most={60}
              onChange={(fresh) => put(at, { name: fresh })}
            />
            <button
              type="button"
              class="icon-button"
              aria-label={tr("list.drop", { name: variant.name })}
              title={tr("list.drop", { name: variant.name })}
              onClick={() => onChange(oneLess(variants, at))}
            >
              <Icon name="close" />
            </button>
          </header>
          <Percent
            label={tr("experiment.share", { name: variant.name })}
            value={variant.share}
            onChange={(fresh) => put(at, { share: fresh })}
          />
          <p class="hint">{tr("experiment.variant.why")}</p>
          <Languages
            fields={SAID}
            said={variant.invite}
            onChange={(said) => put(at, { invite: { ...variant.invite, ...said } })}
          />
        </section>
      ))}
      {variants.length < MOST_VARIANTS && (
        <div class="row-buttons">
          <button type="button" class="button small" onClick={add}>
            <Icon name="plus" />
            {tr("experiment.variant.add")}
          </button>
        </div>
      )}
    </>
  );
}
