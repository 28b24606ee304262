// Telling an agent who looks elsewhere: a sound made in code, the tab's title, a desktop notification.
import { effect, signal } from "@preact/signals";
import type { Store } from "../../shared/storage";
import { t } from "../text";

const SOUND_KEY = "parley.console.sound";
const NOTIFY_KEY = "parley.console.notify";
const QUIET_MS = 800;

export type NotifyState = "on" | "off" | "refused" | "missing";

export class Alerts {
  readonly sound;
  readonly notify;
  /** The last alert in words. */
  readonly spoken = signal("");
  private audio: AudioContext | null = null;
  private soundedAt = 0;

  constructor(private readonly store: Store) {
    this.sound = signal(store.get(SOUND_KEY) !== "off");
    this.notify = signal<NotifyState>(this.notifyState());
  }

  /** Called from a click, which is also what lets the browser play sound from now on. */
  toggleSound(): void {
    this.sound.value = !this.sound.value;
    this.store.set(SOUND_KEY, this.sound.value ? "on" : "off");
    if (this.sound.value) this.play([660]);
  }

  /** Called from a click only: browsers refuse pages that ask for permission unasked. */
  async toggleNotify(): Promise<void> {
    if (this.notify.value === "missing") return;
    const on = this.notify.value !== "on";
    if (on && Notification.permission !== "granted") await Notification.requestPermission();
    this.store.set(NOTIFY_KEY, on ? "on" : "off");
    this.notify.value = this.notifyState();
  }

  newChat(name: string, open: () => void): void {
    this.ring([587, 784]);
    this.tell(t("alert.new_chat", { name }), "", open);
  }

  offered(name: string, open: () => void): void {
    this.ring([587, 784, 587, 784]);
    this.tell(t("alert.offered", { name }), "", open);
  }

  asked(by: string, name: string, open: () => void): void {
    this.ring([587, 784]);
    this.tell(t("asked", { by, name }), "", open);
  }

  newLine(name: string, text: string, open: () => void): void {
    this.ring([784]);
    this.tell(t("alert.new_line", { name }), text, open);
  }

  private tell(title: string, body: string, open: () => void): void {
    this.spoken.value = title;
    this.showNotification(title, body, open);
  }

  private ring(tones: readonly number[]): void {
    const now = Date.now();
    if (!this.sound.value || now - this.soundedAt < QUIET_MS) return;
    this.soundedAt = now;
    this.play(tones);
  }

  private play(tones: readonly number[]): void {
    try {
      this.audio ??= new AudioContext();
      const { audio } = this;
      if (audio.state === "suspended") void audio.resume();
      tones.forEach((tone, place) => {
        beep(audio, tone, audio.currentTime + place * 0.16);
      });
    } catch {
      // A machine without sound output still shows the unread marks.
    }
  }

  private showNotification(title: string, body: string, open: () => void): void {
    if (this.notify.value !== "on" || document.hasFocus()) return;
    try {
      const shown = new Notification(title, { body: body.slice(0, 160), tag: title });
      shown.onclick = () => {
        window.focus();
        open();
        shown.close();
      };
    } catch {
      // Some phones offer notifications to installed pages only.
      this.notify.value = "missing";
    }
  }

  private notifyState(): NotifyState {
    if (typeof Notification === "undefined") return "missing";
    if (Notification.permission === "denied") return "refused";
    const wanted = this.store.get(NOTIFY_KEY) === "on";
    return wanted && Notification.permission === "granted" ? "on" : "off";
  }
}

/** Keeps the number of unread lines in the tab's title. Returns what ends it. */
export function followTitle(unread: () => number): () => void {
  return effect(() => {
    document.title = titleOf(unread(), t("title"));
  });
}

export function titleOf(unread: number, name: string): string {
  if (unread === 0) return name;
  return `(${unread > 99 ? "99+" : unread}) ${name}`;
}

function beep(audio: AudioContext, tone: number, at: number): void {
  const source = audio.createOscillator();
  const volume = audio.createGain();
  source.type = "sine";
  source.frequency.value = tone;
  // A short rise and a long fall: a step would click.
  volume.gain.setValueAtTime(0, at);
  volume.gain.linearRampToValueAtTime(0.18, at + 0.015);
  volume.gain.exponentialRampToValueAtTime(0.001, at + 0.28);
  source.connect(volume).connect(audio.destination);
  source.start(at);
  source.stop(at + 0.3);
}
