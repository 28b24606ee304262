"""What text may be at Parley's door: NFC, and nothing that XML 1.0 cannot hold."""

import re
import unicodedata
from functools import cache

# XML 1.0, production 2 (Char): everything else would make an archive nobody can read.
NOT_XML = "[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]"


def clean(text: str) -> str:
    """NFC with `\\n` line ends; a character XML 1.0 cannot hold becomes U+FFFD, visibly."""
    if text.isascii() and text.isprintable():
        return text
    composed = unicodedata.normalize("NFC", text).replace("\r\n", "\n").replace("\r", "\n")
    return _not_xml().sub("\ufffd", composed)


@cache
def _not_xml() -> re.Pattern[str]:
    # Compiled at the first text that is not plain: it takes 3 ms of a cold start.
    return re.compile(NOT_XML)
