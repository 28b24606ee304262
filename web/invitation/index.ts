// The file that shows what rules offer: hands itself to the tag that asked for it.
import type { TakeStage } from "../shared/bridge";
import { beginShow } from "./show";

type Parley = (command: "invitation", begin: TakeStage) => void;

(window as Window & { parley?: Parley }).parley?.("invitation", beginShow);
