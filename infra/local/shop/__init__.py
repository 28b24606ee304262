"""The demo shop: a site that carries the tag, on an origin of its own."""
