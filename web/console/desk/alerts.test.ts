import { expect, it } from "vitest";
import { openStore } from "../../shared/storage";
import { Alerts, titleOf } from "./alerts";

it("counts unread lines in the title", () => {
  expect(titleOf(0, "Parley")).toBe("Parley");
  expect(titleOf(3, "Parley")).toBe("(3) Parley");
  expect(titleOf(120, "Parley")).toBe("(99+) Parley");
});

it("remembers whether sound is wanted", () => {
  localStorage.clear();
  const store = openStore(() => localStorage);
  const alerts = new Alerts(store);
  expect(alerts.sound.value).toBe(true);
  alerts.toggleSound();
  expect(new Alerts(store).sound.value).toBe(false);
});
