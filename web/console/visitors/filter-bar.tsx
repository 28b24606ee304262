// Search, filters and the order of the visitors' list.
import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { Icon } from "../icons";
import type { Crowd } from "./crowd";
import { ALL, chosenOf, type Filters, SORTS } from "./filters";
import { STATES } from "./records";
import { tv, type Word } from "./words";

export function FilterBar({ crowd }: { crowd: Crowd }): JSX.Element {
  const open = useSignal(false);
  const filters = crowd.filters.value;
  const chosen = chosenOf(filters).filter((name) => name !== "search" && name !== "state");
  return (
    <search class="visitors-filters">
      <span class="visitors-search">
        <Icon name="search" />
        <input
          class="input"
          type="search"
          aria-label={tv("search")}
          placeholder={tv("search.hint")}
          value={filters.search}
          maxLength={200}
          onInput={(event) => crowd.change({ search: event.currentTarget.value })}
        />
      </span>
      <Choice
        label="filter.state"
        name="state"
        values={["", ...STATES]}
        word={(value) => (value === "" ? "state.any" : `state.${value as "browsing"}`)}
        crowd={crowd}
      />
      <Choice
        label="sort"
        name="sort"
        values={SORTS}
        word={(value) => `sort.${value as "seen"}`}
        crowd={crowd}
      />
      <button
        type="button"
        class="button"
        aria-expanded={open.value || chosen.length > 0}
        onClick={() => {
          open.value = !open.value;
        }}
      >
        {tv("filter.more")}
        {chosen.length > 0 && <span class="badge">{chosen.length}</span>}
      </button>
      {(open.value || chosen.length > 0) && <More crowd={crowd} />}
      {chosenOf(filters).length > 0 && (
        <button
          type="button"
          class="link-button"
          onClick={() => crowd.change({ ...ALL, sort: filters.sort })}
        >
          {tv("filter.none")}
        </button>
      )}
    </search>
  );
}

function More({ crowd }: { crowd: Crowd }): JSX.Element {
  return (
    <div class="visitors-more">
      <Choice
        label="filter.device"
        name="device"
        values={["", "desktop", "phone", "tablet"]}
        word={(value) => (value === "" ? "device.any" : `device.${value as "desktop"}`)}
        crowd={crowd}
      />
      <Typed label="filter.country" name="country" most={2} crowd={crowd} />
      <Typed label="filter.page" name="page" most={2000} crowd={crowd} />
      <Typed label="filter.variable" name="variable" most={600} crowd={crowd} />
      <Typed label="filter.rule" name="rule" most={40} crowd={crowd} />
    </div>
  );
}

interface ChoiceProps {
  label: Word;
  name: keyof Filters;
  values: readonly string[];
  word(value: string): Word;
  crowd: Crowd;
}

function Choice({ label, name, values, word, crowd }: ChoiceProps): JSX.Element {
  return (
    <select
      class="input"
      aria-label={tv(label)}
      value={crowd.filters.value[name]}
      onChange={(event) => crowd.change({ [name]: event.currentTarget.value })}
    >
      {values.map((value) => (
        <option key={value} value={value}>
          {tv(word(value))}
        </option>
      ))}
    </select>
  );
}

interface TypedProps {
  label: Word;
  name: keyof Filters;
  most: number;
  crowd: Crowd;
}

function Typed({ label, name, most, crowd }: TypedProps): JSX.Element {
  return (
    <input
      class="input"
      type="text"
      dir="ltr"
      aria-label={tv(label)}
      placeholder={tv(label)}
      maxLength={most}
      spellcheck={false}
      autocomplete="off"
      value={crowd.filters.value[name]}
      onInput={(event) => {
        const text = event.currentTarget.value;
        crowd.change({ [name]: name === "country" ? text.toUpperCase() : text });
      }}
    />
  );
}
