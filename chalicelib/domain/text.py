"""What text may be at Parley's door: NFC, and nothing that XML 1.0 cannot hold."""

import re
import unicodedata

# XML 1.0, production 2 (Char): everything else would make an archive nobody can read.
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_LINE_ENDS = re.compile("\r\n?")


def clean(text: str) -> str:
    """NFC with `\\n` line ends; a character XML 1.0 cannot hold becomes U+FFFD, visibly."""
    if text.isascii() and text.isprintable():
        return text
    return _NOT_XML.sub("\ufffd", _LINE_ENDS.sub("\n", unicodedata.normalize("NFC", text)))
