// Makes elements. Texts become text nodes, so nothing a person wrote is ever read as HTML.

type Handler = (event: Event) => void;
type Attributes = Record<string, string | boolean | Handler>;

/** Functions become listeners ("click"), `true` an empty attribute, `false` none. */
export function el<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  attributes: Attributes = {},
  ...children: (Node | string)[]
): HTMLElementTagNameMap[Name] {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (typeof value === "function") element.addEventListener(key, value);
    else if (value !== false) element.setAttribute(key, value === true ? "" : value);
  }
  element.append(...children);
  return element;
}

/** Sets a text only where it differs: a live region announces what is set again. */
export function setText(element: Element, text: string): void {
  if (element.textContent !== text) element.textContent = text;
}

const SVG = "http://www.w3.org/2000/svg";

/** A drawing of one stroked path on a 24 by 24 grid, mirrored with the text where `turns`. */
export function icon(path: string, turns = false): SVGElement {
  const svg = document.createElementNS(SVG, "svg");
  const line = document.createElementNS(SVG, "path");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  if (turns) svg.setAttribute("class", "turns");
  line.setAttribute("d", path);
  svg.append(line);
  return svg;
}

export const ICONS = {
  minimise: "M6 9.5l6 6 6-6",
  end: "M14 4h5v16h-5M4 12h10M10.5 8l4 4-4 4",
  send: "M4 12h15M13 5.5l6.5 6.5-6.5 6.5",
  download: "M12 4v11M7 10.5l5 5 5-5M5 20h14",
  down: "M12 5v14M6 13l6 6 6-6",
  language:
    "M3.5 12h17M12 3.5c5 5 5 12 0 17-5-5-5-12 0-17zM12 3.5a8.5 8.5 0 100 17 8.5 8.5 0 000-17z",
} as const;
