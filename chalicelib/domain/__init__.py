"""The rules and values of Parley: standard library only, no I/O, no clock."""
