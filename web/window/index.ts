// The chat window's file: hands itself to the tag that asked for it.
import type { OpenWindow } from "../shared/bridge";
import { ChatApp } from "./app";
import { hostOf } from "./host";

type Parley = (command: "window", open: OpenWindow) => void;

(window as Window & { parley?: Parley }).parley?.("window", (tag) => new ChatApp(hostOf(tag)));
