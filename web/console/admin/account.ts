// The account's settings as one flat draft, and back as the change the server takes; site addresses brought into form.
import type { Account, Settings, Tagged } from "./records";
import type { AdminServer } from "./server";

export type AccountDraft = { name: string; origins: string[] } & Settings;

export const ACCOUNT = "/v1/account";

export async function loadAccount(server: AdminServer): Promise<Tagged<AccountDraft>> {
  return drafted(await server.get<Account>(ACCOUNT));
}

export async function saveAccount(
  server: AdminServer,
  change: Partial<AccountDraft>,
  etag: string,
): Promise<Tagged<AccountDraft>> {
  return drafted(await server.change<Account>(ACCOUNT, nested(change), etag));
}

function drafted({ value, etag }: Tagged<Account>): Tagged<AccountDraft> {
  return { value: { name: value.name, origins: value.origins, ...value.settings }, etag };
}

export function nested(change: Partial<AccountDraft>): object {
  const { name, origins, ...settings } = change;
  return {
    ...(name === undefined ? {} : { name }),
    ...(origins === undefined ? {} : { origins }),
    ...(Object.keys(settings).length === 0 ? {} : { settings }),
  };
}

/** "shop.example.org/cart" is the site "https://shop.example.org"; `null` where it is no site's address. */
export function originOf(typed: string): string | null {
  const text = typed.trim();
  if (text === "" || /\s/.test(text)) return null;
  try {
    const url = new URL(/^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? text : `https://${text}`);
    const safe = url.protocol === "https:" || (url.protocol === "http:" && isHere(url.hostname));
    if (!safe || url.username !== "" || !isHost(url.hostname)) return null;
    return url.origin;
  } catch {
    return null;
  }
}

/** A site is called by a name with a dot, or is this machine. */
function isHost(name: string): boolean {
  return isHere(name) || /^[^.]+(\.[^.]+)+$/.test(name);
}

/** To try things out no certificate is needed. */
function isHere(name: string): boolean {
  return name === "localhost" || name === "127.0.0.1";
}
