// The test box's patterns run here, so that one that never ends does not hold the page.
import { find } from "./matches";
import type { MaskPattern } from "./records";

addEventListener("message", (event: MessageEvent<{ patterns: MaskPattern[]; text: string }>) => {
  postMessage(find(event.data.patterns, event.data.text));
});
