// The queue, the messages and the what-if page. Loaded when one of them is first opened.
import type { JSX } from "preact";
import { Empty } from "../controls";
import { MessagesScreen } from "../messages/messages";
import { QueueScreen } from "../queue/queue";
import { WhatIfScreen } from "../whatif/whatif";
import type { OverviewPlace } from "./door";
import { to } from "./words";
import "../styles/overview.css";
import "../styles/whatif.css";

interface AreaProps {
  place: OverviewPlace;
  permissions: readonly string[];
}

export default function Overview({ place, permissions }: AreaProps): JSX.Element {
  const needed = place.screen === "whatif" ? "settings.read" : "chats.read";
  if (!permissions.includes(needed)) {
    return (
      <main class="overview">
        <Empty icon="shield" title={to("forbidden.title")}>
          <p>{to("forbidden.why")}</p>
        </Empty>
      </main>
    );
  }
  if (place.screen === "queue")
    return <QueueScreen mayPlan={permissions.includes("settings.read")} />;
  if (place.screen === "whatif") return <WhatIfScreen />;
  return (
    <MessagesScreen message={place.message} mayAnswer={permissions.includes("chats.answer")} />
  );
}
