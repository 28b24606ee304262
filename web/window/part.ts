// A part of the window: an element, and how it takes over what has changed.
export interface Part {
  element: HTMLElement;
  update(): void;
  /** Puts the focus where the visitor goes on; false where there is nothing to do here. */
  focus(): boolean;
}
