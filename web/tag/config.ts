// What the publisher writes into the account's copy of the tag in place of the token.

export interface TagConfig {
  account: string;
  /** Origin of the API. */
  api: string;
  /** Where the account's files are. */
  cdn: string;
  /** File name of the chat window. */
  window: string;
  /** The account's own language, used where the page does not say its. */
  language?: string;
}

/** `null` in a copy that was never published: such a tag does nothing. */
export function readConfig(): TagConfig | null {
  // Through Object(), because a build that knows the value to be a text decides what follows from it.
  const config = Object("__PARLEY_CONFIG__") as Partial<TagConfig>;
  return config.account ? (config as TagConfig) : null;
}
