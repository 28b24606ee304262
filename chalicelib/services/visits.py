"""Recording visits, and what an agent sees of a visitor. Called by handlers/visitor.py and
handlers/agent.py."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import NamedTuple

from chalicelib.domain.account import Account
from chalicelib.domain.chat import Chat
from chalicelib.domain.engagement import BY_HAND, OFFERED
from chalicelib.domain.identity import Identity, Secret, is_signed
from chalicelib.domain.invitation import Invitation
from chalicelib.domain.limit import BEACONS
from chalicelib.domain.masking import Rules, mask
from chalicelib.domain.visit import Beside, PageView, Scalar, Visit, anonymised
from chalicelib.domain.visitor import Visitor
from chalicelib.services import access, limits, masking
from chalicelib.store import beacons
from chalicelib.store import chats as chat_store
from chalicelib.store import visitors as visitor_store
from chalicelib.store import visits as visit_store
from chalicelib.store.writes import Item

# A visitor who was here more often than that is one who often comes.
MOST_VISITS = 1_000


class Sender(NamedTuple):
    """Whose beacon it is, and from which site and address; `signature` is what the page shows of
    who they are."""

    account: str
    visitor: str
    visit: str
    origin: str
    ip: str
    signature: str = ""


@dataclass(frozen=True)
class Panel:
    """The visitor of a chat: who they are, the visit it began in, and their ended chats."""

    visitor: Visitor
    visit: Visit
    earlier: list[Chat]


def view_page(sender: Sender, view: PageView, beside: Beside) -> Invitation | None:
    """Store a page view, masked, in one write; what an agent offers its visitor by hand.

    Raises NotAllowed for a foreign site, TooMany.
    """
    account = _let_in(sender, view.at)
    known = masking.rules(account.id, view.at)
    if account.anonymise_ip:
        view = replace(view, source=replace(view.source, ip=anonymised(view.source.ip)))
    view, told = _masked(view, known), _beside(account, sender, beside, known, view.at)
    item = beacons.put_view(account.id, sender.visitor, sender.visit, view, told)
    _follow(sender, item, told, view.at)
    # Who just told what became of it knows it already.
    if any(one.rule == BY_HAND and one.state != OFFERED for one in told.engagements):
        return None
    return visit_store.open_invitation(item, view.at)


def leave_page(sender: Sender, n: int, shown_ms: int, beside: Beside, now: int) -> None:
    """Store how long a page was seen, in one write. Raises NotAllowed, TooMany."""
    account = _let_in(sender, now)
    told = _beside(account, sender, beside, masking.rules(account.id, now), now)
    shown = (n, shown_ms)
    item = beacons.put_leave(account.id, sender.visitor, sender.visit, shown, told, now)
    _follow(sender, item, told, now)


def panel(account_id: str, chat_id: str) -> Panel:
    """What the agent's panel shows beside a chat. Raises NoSuchChat."""
    chat = access.chat_of_account(account_id, chat_id)
    earlier = chat_store.earlier(account_id, chat.visitor)
    visit = visit_store.get(account_id, chat.visit) or Visit(account_id, chat.visit)
    return Panel(
        known_visitor(account_id, chat.visitor, visit),
        visit,
        [other for other in earlier if other.id != chat.id],
    )


def known_visitor(account_id: str, visitor: str, latest: Visit | None = None) -> Visitor:
    """A visitor over all their visits, of which one is at hand."""
    found = visitor_store.get(account_id, visitor)
    rows = visit_store.of_visitor(account_id, visitor, MOST_VISITS)
    if not rows:
        return found
    seen = latest.seen if latest else 0
    return replace(
        found,
        first_seen=rows[-1].started,
        last_seen=max(seen, rows[0].started),
        visits=len(rows),
    )


def _let_in(sender: Sender, now: int) -> Account:
    account = access.account_on_site(sender.account, sender.origin, now)
    limits.take(BEACONS, f"{sender.account} {sender.ip}", now)
    return account


def _beside(account: Account, sender: Sender, told: Beside, known: Rules, now: int) -> Beside:
    """What rides on a beacon, masked; who the visitor is, checked."""
    if not told.events and not told.identity:
        return told
    events = tuple(one._replace(told=_told(one.told, known)) for one in told.events)
    identity = told.identity and _identity(account, sender, told.identity, known, now)
    return told._replace(events=events, identity=identity)


def _identity(account: Account, sender: Sender, told: Identity, known: Rules, now: int) -> Identity:
    secrets = [Secret(*one) for one in account.identity_secrets]
    signed = is_signed(secrets, account.id, told, sender.visitor, sender.signature, now)
    name, email = mask(told.name, known), mask(told.email, known)
    return Identity(mask(told.id, known), name, email, signed)


def _follow(sender: Sender, item: Item, told: Beside, now: int) -> None:
    """What invitations came to, and what is converted: few beacons say so."""
    if not told.engagements and not any(one.kind == "converted" for one in told.events):
        return
    from chalicelib.services import engagements

    engagements.note(sender.account, sender.visit, item, told.engagements, now)
    engagements.convert(sender.account, sender.visitor, sender.visit, told.events, now)


def _masked(view: PageView, known: Rules) -> PageView:
    """A page view as it may be kept, with all that the page passed on."""
    return replace(
        view,
        url=mask(view.url, known),
        title=mask(view.title, known),
        referrer=mask(view.referrer, known),
        language=mask(view.language, known),
        screen=mask(view.screen, known),
        zone=mask(view.zone, known),
        connection=mask(view.connection, known),
        variables=_scalars(view.variables, known),
        source=replace(view.source, agent=mask(view.source.agent, known)),
    )


def _scalars(told: Mapping[str, Scalar], known: Rules) -> dict[str, Scalar]:
    return {mask(name, known): _scalar(value, known) for name, value in told.items()}


def _told(told: Mapping[str, Scalar], known: Rules) -> dict[str, Scalar]:
    """What an event tells. An amount that is a card's number is no amount: it is left out."""
    masked = {name: _scalar(value, known) for name, value in told.items()}
    return {n: value for n, value in masked.items() if type(value) is type(told[n])}


def _scalar(value: Scalar, known: Rules) -> Scalar:
    """A number may be a card's too: its text is kept instead."""
    if isinstance(value, str):
        return mask(value, known)
    if isinstance(value, bool) or value != int(value):
        return value
    digits = str(int(value))
    whole = mask(digits, known)
    return value if whole == digits else whole
