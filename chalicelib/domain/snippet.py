"""What a site's owner pastes into their pages: a few lines that load the tag after the page."""

# The same as web/tag/snippet.html, which the demo shop carries; a test compares them.
TEMPLATE = """<!-- Parley -->
<script>
  (function (w, d, address) {
    w.parley = w.parley || function () { (w.parley.q = w.parley.q || []).push(arguments); };
    var nonce = (d.currentScript || {}).nonce;
    function ask() {
      var script = d.createElement("script");
      script.src = address;
      script.async = true;
      if (nonce) script.nonce = nonce;
      d.head.appendChild(script);
    }
    if (d.readyState === "complete") ask();
    else w.addEventListener("load", ask);
  })(window, document, "__PARLEY_TAG__");
</script>
"""
OWN_FILE = "/parley.js"


def for_cdn(address: str) -> str:
    """The lines for a site that loads the tag from the CDN."""
    return TEMPLATE.replace("__PARLEY_TAG__", address)


def for_own_file(integrity: str) -> str:
    """The lines for a site that serves the tag's file itself, and has browsers check it."""
    checked = f'      script.integrity = "{integrity}";\n'
    lines = TEMPLATE.replace(
        "      script.async = true;\n", f"{checked}      script.async = true;\n"
    )
    return lines.replace("__PARLEY_TAG__", OWN_FILE)
