"""E-mail addresses: which can be one, and what is wrong with others. `web/shared/address.ts` keeps
the same rule. Called by services/agents.py, services/messages.py and infra/accounts.py."""

import re

_LONGEST = 254
_LOCAL = 64
_DOMAIN = r"[^.]+(\.[^.]+)+"


def is_address(text: str) -> bool:
    """Whether a text could be an e-mail address."""
    return not fault_of(text)


def fault_of(text: str) -> str:
    """What is wrong with an address; `""` if nothing is."""
    local, at, domain = text.partition("@")
    wrong = {
        "It is longer than 254 characters.": len(text) > _LONGEST,
        "There is a space in it.": re.search(r"\s", text) is not None,
        "There has to be one @ in it.": not at or "@" in domain,
        "Before the @ stand 1 to 64 characters.": not 1 <= len(local) <= _LOCAL,
        "After the @ stands a domain with a dot in it, such as example.org.": (
            re.fullmatch(_DOMAIN, domain) is None
        ),
    }
    return next((told for told, holds in wrong.items() if holds), "")
