// A visitor in words: name, page, place, what the page told of them, how rules stand with them.
import { locale } from "../text";
import type { Engagement, VisitTold } from "./records";
import { ruleNames } from "./rule-names";
import { tv, tvMaybe } from "./words";

export function nameOf(visit: Pick<VisitTold, "name" | "email" | "visitor">): string {
  return (
    visit.name || visit.email || tv("visitor", { code: visit.visitor.slice(-4).toUpperCase() })
  );
}

/** Path and question of an address: the site is the same in most rows. */
export function pageOf(url: string): string {
  return url.replace(/^https?:\/\/[^/]+/i, "") || url;
}

export function placeOf({ place, device, browser }: VisitTold): string {
  const country = countryOf(place.country);
  const where = [...new Set([place.city, country])].filter(Boolean).join(", ");
  const on = [device === "" ? "" : tvMaybe(`device.${device}`, device), browser].filter(Boolean);
  return [where, on.join(", ")].filter(Boolean).join(" · ");
}

export function countryOf(code: string): string {
  try {
    return (code && new Intl.DisplayNames([locale.value], { type: "region" }).of(code)) || code;
  } catch {
    return code;
  }
}

export function variablesText({ variables, cart }: VisitTold): string {
  const told = Object.entries(variables).map(([name, value]) => `${name}: ${value}`);
  return [cartText(cart), ...told].filter(Boolean).join(" · ");
}

export function cartText(cart: VisitTold["cart"]): string {
  if (cart === null || (cart.items === 0 && cart.value === 0)) return "";
  return tv("cart", { count: cart.items, value: moneyOf(cart.value, cart.currency) });
}

function moneyOf(value: number, currency: string): string {
  try {
    const style = currency === "" ? {} : ({ style: "currency", currency } as const);
    return new Intl.NumberFormat(locale.value, style).format(value);
  } catch {
    return `${value} ${currency}`;
  }
}

/** What came of the latest offer. */
export function ruleText({ engagements, invitation }: VisitTold): string {
  const latest = [...engagements].sort((one, other) => other.at - one.at)[0];
  if (latest === undefined)
    return invitation === null ? "" : tv("by_hand", { state: stateText(invitation.state) });
  return engagementText(latest);
}

export function engagementText({ rule, state }: Engagement): string {
  const said = stateText(state);
  if (rule === 0) return tv("by_hand", { state: said });
  const name = ruleNames.value.get(rule);
  return name === undefined
    ? tv("by_rule", { rule, state: said })
    : tv("by_named_rule", { name, state: said });
}

export function stateText(state: string): string {
  return tvMaybe(`engagement.${state}`, state);
}
