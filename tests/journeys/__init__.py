"""Whole stories in a real browser, against the stack that `make run` starts."""
