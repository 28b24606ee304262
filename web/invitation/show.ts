// What becomes of something to be shown: loaded, delayed, seen, answered or over. Called by index.ts.
import { CONSENT, type Holding, type Showing, type Stage, type TakeStage } from "../shared/bridge";
import type { EngagementState } from "../shared/protocol";
import { later } from "../tag/guard";
import { fateOf } from "../tag/rules/draw";
import { makePage } from "../tag/rules/page";
import {
  BUTTON,
  type Decision,
  type Invite,
  type Offers,
  OPEN,
  ROUTE,
  SET,
} from "../tag/rules/types";
import { type Card, type CardActions, type Drawn, drawCard } from "./card";
import { cardOf, consentCard, handCard } from "./content";
import { note } from "./ledger";
import { whenSeen } from "./seen";

/** Invitations and questions take turns in one place; banners and articles have another. */
interface Up {
  showing: Showing;
  drawn: Drawn;
  seen: boolean;
  end(state: EngagementState): void;
}

export const beginShow: TakeStage = (stage) => {
  const show = new Show(stage);
  stage.opened = () => show.opened();
  stage.left = () => show.left();
  stage.withdrawn = (hand) => show.withdrawn(hand);
  return (showing) => ("holding" in showing ? show.decide(showing) : show.take(showing));
};

class Show {
  readonly #stage: Stage;
  readonly #page: ReturnType<typeof makePage>;
  #offers: Promise<Offers> | undefined;
  #invitation: Up | null = null;
  #banner: Up | null = null;
  /** By hand, while something else is in the place. */
  #next: Showing | undefined;

  constructor(stage: Stage) {
    this.#stage = stage;
    this.#page = makePage(stage.rules ?? [], stage.memory);
  }

  /** What of the rules that hold may be done now. */
  decide({ holding, begins }: Holding): void {
    for (const decision of this.#page.decide(holding, Date.now(), begins)) this.#obey(decision);
  }

  #obey(decision: Decision): void {
    const { button, set, route } = this.#stage;
    for (const [what, one, value] of decision.actions) {
      if (what === SET) set(one, value);
      else if (what === ROUTE) route(decision.rule);
      else if (what === BUTTON) button({ allowed: one !== 0 });
    }
    if (decision.actions.some(([what]) => what < BUTTON)) this.take(decision);
  }

  take(showing: Showing): void {
    if (showing.rule === CONSENT) this.#ask(showing);
    else if (showing.hand) this.#invite(showing);
    else this.#offer(showing).catch(() => undefined);
  }

  /** The visitor opened the window by themselves: an invitation that was up has had its effect. */
  opened(): void {
    this.#invitation?.end("accepted");
  }

  /** An agent has taken back what they offered: seen or not, it is over. */
  withdrawn(hand: string): void {
    if (this.#next?.hand?.id === hand) this.#next = undefined;
    const up = this.#invitation;
    if (!up || up.showing.hand?.id !== hand) return;
    if (up.seen) up.end("ignored");
    else {
      this.#over(up.showing, true);
      this.#stage.memory.up = false;
      this.#turn();
    }
  }

  // ---- by a rule ----

  async #offer(decided: Showing): Promise<void> {
    this.#offers ??= load(this.#stage.offers);
    const { rule, actions } = decided;
    const offered = (await this.#offers)[rule];
    if (!offered) return;
    const { control, variant } = fateOf(offered.experiment, this.#stage.memory.visitor, rule);
    const showing = { ...decided, variant };
    note(this.#stage, showing, control ? "control" : "offered");
    if (control) return;
    if (actions.some(([what]) => what === OPEN)) {
      note(this.#stage, showing, "shown");
      this.#stage.open(rule, "", true);
    }
    for (const saved of offered.actions) {
      if (saved.do === "invite")
        this.#later(showing, { ...saved, ...offered.variants?.[variant]?.invite });
      else if (saved.do === "banner" || saved.do === "article")
        this.#show(showing, cardOf(saved, this.#stage.language), false);
    }
  }

  #later(showing: Showing, invite: Invite): void {
    const { delay_s, expires_s, skill } = invite;
    const card = cardOf(invite, this.#stage.language);
    later(() => this.#show(showing, card, true, expires_s, skill), delay_s * 1000);
  }

  // ---- by hand, and before there is consent ----

  #invite(showing: Showing): void {
    if (showing.hand?.id === this.#invitation?.showing.hand?.id && this.#invitation) return;
    if (this.#invitation) this.#next = showing;
    else {
      note(this.#stage, showing, "offered");
      this.#show(showing, handCard(showing, this.#stage.language), true);
    }
  }

  #ask(showing: Showing): void {
    if (this.#invitation) return;
    const over = (): void => {
      drawn.remove();
      this.#invitation = null;
    };
    const drawn = drawCard(consentCard(this.#stage.language), {
      accept: () => {
        over();
        this.#stage.open(0, "");
      },
      decline: over,
    });
    this.#invitation = { showing, drawn, seen: false, end: over };
    drawn.focus();
  }

  // ---- whatever it is ----

  #show(showing: Showing, card: Card, invites: boolean, expiresS = 0, skill = ""): void {
    if (invites ? this.#invitation : this.#banner) return;
    const end = (state: EngagementState): void => {
      this.#over(showing, invites);
      note(this.#stage, showing, state);
      this.#turn();
    };
    const actions: CardActions = {
      accept: () => {
        end("accepted");
        if (invites) this.#stage.open(showing.rule, skill);
      },
      decline: () => end("declined"),
    };
    const up: Up = { showing, drawn: drawCard(card, actions), seen: false, end };
    if (invites) this.#invitation = up;
    else this.#banner = up;
    whenSeen(up.drawn.box, () => {
      up.seen = true;
      note(this.#stage, showing, "shown");
      if (expiresS > 0) up.drawn.expire(expiresS * 1000, () => end("ignored"));
    });
  }

  #over(showing: Showing, invites: boolean): void {
    const up = invites ? this.#invitation : this.#banner;
    if (up?.showing !== showing) return;
    up.drawn.remove();
    if (invites) this.#invitation = null;
    else this.#banner = null;
  }

  /** Something by hand has waited for the place. */
  #turn(): void {
    const next = this.#next;
    this.#next = undefined;
    if (next) this.#invite(next);
  }

  /** The page goes, and what it shows with it. */
  left(): void {
    this.#next = undefined;
    for (const up of [this.#invitation, this.#banner]) if (up?.seen) up.end("ignored");
  }
}

/** Without an answer nothing is shown. */
async function load(address: string): Promise<Offers> {
  try {
    const answer = await fetch(address, { credentials: "omit" });
    return (await answer.json()) as Offers;
  } catch {
    return {};
  }
}
