// Styles for a shadow root on a page whose Content-Security-Policy may forbid inline styles.

/** A constructed sheet is allowed by every policy; a style element is for browsers without them. */
export function addStyle(root: ShadowRoot, css: string): void {
  try {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(css);
    root.adoptedStyleSheets = [...root.adoptedStyleSheets, sheet];
  } catch {
    const style = document.createElement("style");
    style.textContent = css;
    root.append(style);
  }
}
