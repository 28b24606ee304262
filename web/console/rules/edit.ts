// One rule under edit: its draft, what the compiler says of it, edits kept over a reload. Behind the builder.
import { computed, effect, signal } from "@preact/signals";
import { Edit } from "../admin/edit";
import type { Tagged } from "../admin/records";
import type { AdminServer } from "../admin/server";
import { ApiError } from "../api";
import { BLANK, bodyOf, draftOf, type Fault, faultsOf, type KeptEdits } from "./draft";
import type { Node, Rule, RuleDraft } from "./rule";
import { type Path, pointerOf, rooted } from "./tree";

export const RULES = "/v1/rules";
export const NEW = "new";
const SETTLED_MS = 600;

/** What the server's compiler refuses, and where. */
export interface Refusal {
  at: string;
  words: string;
}

export class RuleEdit {
  readonly edit: Edit<RuleDraft>;
  /** What is edited, or what a new rule begins with until it is read. */
  readonly draft = computed(() => this.edit.draft.value ?? BLANK);
  readonly faults = computed(() => faultsOf(this.draft.value));
  readonly refused = signal<Refusal | null>(null);
  /** The edits of an earlier time are in the draft. */
  readonly restored = signal(false);
  /** Which node takes the focus once it is drawn. */
  readonly focus = signal("");

  constructor(
    private readonly server: AdminServer,
    /** Its id, or `new`. */
    readonly id: string,
    private readonly kept: KeptEdits,
    onSaved: (rule: Rule) => void,
  ) {
    const path = `${RULES}/${encodeURIComponent(id)}`;
    const taken = ({ value, etag }: Tagged<Rule>): Tagged<RuleDraft> => {
      this.saved = value;
      return { value: readable(value), etag };
    };
    this.edit = new Edit<RuleDraft>({
      load: async () =>
        id === NEW ? { value: UNSAVED, etag: "" } : taken(await server.get<Rule>(path)),
      save: async (change, etag) =>
        taken(
          id === NEW
            ? await server.post<Rule>(RULES, bodyOf(this.draft.value))
            : await server.change<Rule>(path, bodyOf(change), etag),
        ),
      onSaved: () => {
        this.kept.keep(id, null);
        this.restored.value = false;
        if (this.saved !== null) onSaved(this.saved);
      },
    });
  }

  private saved: Rule | null = null;

  async open(): Promise<void> {
    await this.edit.open();
    if (this.edit.draft.value === null) return;
    const kept = this.kept.find(this.id);
    if (this.id === NEW) this.edit.draft.value = kept ?? BLANK;
    else if (kept !== null) this.edit.draft.value = kept;
    this.restored.value = kept !== null && this.edit.dirty.value;
  }

  /** Keeps what is typed and asks the compiler about it, until the returned function is called. */
  follow(): () => void {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const stop = effect(() => {
      const draft = this.edit.draft.value;
      const dirty = this.edit.dirty.value;
      clearTimeout(timer);
      if (draft === null) return;
      timer = setTimeout(() => {
        if (dirty && draft !== BLANK) this.kept.keep(this.id, draft);
        void this.compile(draft);
      }, SETTLED_MS);
    });
    return () => {
      clearTimeout(timer);
      stop();
      const draft = this.edit.draft.peek();
      if (draft !== null && draft !== BLANK && this.edit.dirty.peek())
        this.kept.keep(this.id, draft);
    };
  }

  set<Field extends keyof RuleDraft>(field: Field, value: RuleDraft[Field]): void {
    this.edit.set(field, value);
  }

  setWhen(when: Node, focus?: Path): void {
    this.set("when", when);
    if (focus !== undefined) this.focus.value = pointerOf(when, focus);
  }

  /** Back to what is saved. */
  drop(): void {
    this.kept.keep(this.id, null);
    this.restored.value = false;
    this.edit.undo();
    if (this.id === NEW) this.edit.draft.value = BLANK;
  }

  /** The first thing that is wrong with a place, in the form's words or the compiler's. */
  faultAt(place: string): Fault | undefined {
    return this.faults.value.find(({ at }) => at === place || at.startsWith(`${place}/`));
  }

  async save(): Promise<void> {
    await this.edit.save();
    this.refused.value = refusalOf(this.edit.failure.value) ?? this.refused.value;
  }

  private async compile(draft: RuleDraft): Promise<void> {
    if (this.faults.peek().length > 0) {
      this.refused.value = null;
      return;
    }
    const refused = await this.server.ask(`${RULES}/compile`, { rule: bodyOf(draft) }).then(
      () => null,
      // No answer says nothing about the rule.
      (failure: unknown) => refusalOf(failure),
    );
    if (this.edit.draft.peek() === draft) this.refused.value = refused;
  }
}

/** Everything of a new rule is a change. */
const UNSAVED = {} as RuleDraft;

function readable(rule: Rule): RuleDraft {
  return { ...draftOf(rule), when: rooted(rule.when) };
}

/** Where it is, the screen shows. */
function withoutPlace({ place, detail }: ApiError): string {
  const said = `${place}: `;
  return detail.startsWith(said) ? detail.slice(said.length) : detail;
}

export function refusalOf(failure: unknown): Refusal | null {
  if (!(failure instanceof ApiError) || failure.place === "") return null;
  return { at: failure.place, words: withoutPlace(failure) };
}
