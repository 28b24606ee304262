// Loads another file of ours. Called by opener.ts and proactive.ts.
import { guarded, later } from "./guard";

const PATIENCE_MS = 15_000;
/** Of the page's security policy, handed on by the snippet. */
const nonce = document.currentScript?.nonce;

/** `over` is called when it has come or failed, or is not waited for any more: perhaps more than once. */
export function loadScript(src: string, over: () => void): void {
  const script = document.createElement("script");
  const end = guarded(() => {
    script.remove();
    over();
  });
  if (nonce) script.nonce = nonce;
  script.src = src;
  script.onerror = script.onload = end;
  later(end, PATIENCE_MS);
  document.head.append(script);
}
