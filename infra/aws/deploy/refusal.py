"""What stops a deployment before it changes anything."""


class Refused(Exception):
    """One sentence that says what is wrong and what to do."""
