// What the publisher writes into the account's copy of the tag in place of the token.

export interface TagConfig {
  account: string;
  /** Origin of the API. */
  api: string;
  /** Where the account's files are. */
  cdn: string;
  /** File name of the chat window, below /tag/. */
  window: string;
  /** The account's own language, used where the page does not say its. */
  language?: string;
  /** File name of the words of languages other than English, below /tag/. */
  words?: string;
  /** File name of what shows invitations, below /tag/; loaded when something is to be shown. */
  invitation?: string;
  /** File name of what rules show, below /tag/, as HASH/offers.json; loaded with the one before. */
  offers?: string;
  /** The rules as compiled: the engine's text, put in as it is. Without it there are no rules. */
  rules?: unknown;
  /** Nothing is stored or sent before parley("consent", true). */
  consent?: boolean;
  /** A browser that says "do not track" is treated as one that refused. */
  dnt?: boolean;
}

/** Without an account in a copy that was never published: such a tag does nothing. */
// Through Object(), because a build that knows the value to be a text decides what follows from it.
export const config = Object("__PARLEY_CONFIG__") as TagConfig;

/** Address of one of our files. */
export function fileOf(name: string): string {
  return `${config.cdn}/tag/${name}`;
}
