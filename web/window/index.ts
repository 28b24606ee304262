// The chat window's file: hands itself to the tag that asked for it.
import type { ChatWindow, Host } from "../shared/bridge";
import { ChatApp } from "./app";

type Tag = (command: "window", open: (host: Host) => ChatWindow) => void;

(window as Window & { parley?: Tag }).parley?.("window", (host) => new ChatApp(host));
