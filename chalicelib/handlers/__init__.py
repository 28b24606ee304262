"""The entry points of Lambda: parse, one service call, render."""
