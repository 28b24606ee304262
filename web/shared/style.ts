// Styles for a shadow root on a page whose Content-Security-Policy may forbid inline styles.

/** A constructed sheet is allowed by every policy. */
export function addStyle(root: ShadowRoot, css: string): void {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(css);
  root.adoptedStyleSheets.push(sheet);
}
