"""Rules of the demo shop, to see what rules do. Called by the seed of a fresh stack."""

from __future__ import annotations

import time
from typing import Any

# Who closes it does not want it on the next page either.
UNTIL_CLOSED = {"per_visit": 0, "again_after_s": 0, "after_decline_s": 86_400, "per_visitor": 0}
ONLINE = {"on": "availability", "is": "is", "value": "online"}
AT_MOST_ONCE = {"per_visit": 1, "again_after_s": 0, "after_decline_s": 86_400, "per_visitor": 0}
RULES: list[dict[str, Any]] = [
    {
        "name": "Lingers on the checkout",
        "when": {
            "all": [
                {"on": "url", "is": "contains", "value": "/checkout"},
                {"on": "page_time_s", "is": "at_least", "value": 15},
                ONLINE,
            ]
        },
        "actions": [
            {
                "do": "invite",
                "title": {"": "Can we help?", "ar": "هل نساعدك؟", "de": "Können wir helfen?"},
                "text": {
                    "": "Is anything unclear about delivery or payment? We answer right here.",
                    "ar": "هل هناك ما هو غير واضح بشأن التوصيل أو الدفع؟ نجيبك هنا.",
                    "de": "Ist etwas an Lieferung oder Zahlung unklar? Wir antworten gleich hier.",
                },
                "image": "/static/art/window.svg",
                "position": "corner",
            }
        ],
        "caps": AT_MOST_ONCE,
        "conversion": {"name": "order", "within_s": 3_600},
    },
    {
        "name": "Welcome back",
        "when": {"all": [{"on": "visits", "is": "at_least", "value": 2}, ONLINE]},
        "actions": [
            {
                "do": "invite",
                "title": {"": "Welcome back!", "ar": "مرحبًا بعودتك!", "de": "Schön, Sie zu sehen!"},
                "text": {
                    "": "How are your plants? Ask us anything about them.",
                    "ar": "كيف حال نباتاتك؟ اسألنا ما تشاء عنها.",
                    "de": "Wie geht es Ihren Pflanzen? Fragen Sie uns, was Sie möchten.",
                },
                "image": "/static/art/window.svg",
                "position": "corner",
                "delay_s": 3,
            }
        ],
        "caps": AT_MOST_ONCE,
    },
    {
        "name": "Cart above 100",
        "when": {"all": [{"on": "cart_value", "is": "at_least", "value": 100}]},
        "actions": [
            {
                "do": "banner",
                "text": {
                    "": "A bag of potting soil comes free with your order.",
                    "ar": "كيس من تربة الزراعة مجانًا مع طلبك.",
                    "de": "Zu Ihrer Bestellung gibt es einen Beutel Blumenerde gratis.",
                },
                "link": "/cart/",
            }
        ],
        "caps": UNTIL_CLOSED,
    },
]


def make(account: str) -> None:
    """The rules, in an account that never had any: who removed them does not get them back."""
    from chalicelib.domain.audit import command
    from chalicelib.services import publishing, rules

    if publishing.versions(account, 0, 1).items:
        return
    for rule in RULES:
        act = command(account, "seed", time.time_ns() // 1_000_000, f"seed#{rule['name']}")
        rules.create(act, {**rule, "enabled": True})
