"""What masking hid and the account keeps: sealed before it is written, opened for whoever may see
it. Called by services/masking.py and handlers/chats.py.

AES-256-GCM with the account's data key; a value opens at its own line alone.
"""

import os
from base64 import urlsafe_b64decode, urlsafe_b64encode
from typing import TYPE_CHECKING

from chalicelib.domain.audit import Act
from chalicelib.domain.chat import Line
from chalicelib.domain.error import (
    BadFrame,
    KeyDisabled,
    NoSuchLine,
    NothingKept,
    NotReadable,
    Unavailable,
)
from chalicelib.domain.ids import account_of
from chalicelib.domain.sealed import MOST_BYTES, bound_to, hidden, packed, shown, unpacked
from chalicelib.services import access, data_keys, masking
from chalicelib.store import audit as audit_store
from chalicelib.store import lines as line_store

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

_NONCE = 12


def seal(chat_id: str, client: str, n: int, text: str, masked: str, now: int) -> str:
    """What a text holds and its masked form does not, as `VERSION.SEALED`.

    Raises Unavailable if there is no key for it now: whoever writes sends the line again; BadFrame
    if it is too much.
    """
    raw = packed(hidden(text, masked))
    if len(raw) > MOST_BYTES:
        raise BadFrame("`text` holds too much that is masked and kept. Send it in several lines.")
    try:
        version, key = data_keys.newest(account_of(chat_id), now)
    except (KeyDisabled, NotReadable) as failure:
        raise Unavailable(f"This line could not be sealed and was not kept. {failure}") from failure
    nonce = os.urandom(_NONCE)
    value = nonce + _cipher(key).encrypt(nonce, raw, bound_to(chat_id, client, n))
    return f"{version}.{urlsafe_b64encode(value).decode()}"


def reveal(act: Act, chat_id: str, seq: int, reason: str) -> str:
    """A line's text with what was masked and kept; noted in the audit trail before it is told.

    Raises NoSuchChat, NoSuchLine, NothingKept, NotReadable, KeyDisabled, Unavailable.
    """
    chat = access.chat_of_account(act.speaker.account, chat_id)
    found = line_store.sealed_of(chat, seq)
    if found is None:
        raise NoSuchLine(f"The chat has no line {seq}. It has {chat.seq} lines.")
    line, values = found
    if not values:
        raise NothingKept("Nothing that was masked in this line is kept.")
    text = line.text
    # Masked twice, it is opened in the other order.
    for value in reversed(values):
        text = shown(text, unpacked(_opened(chat.id, line, value, act.at)))
    told = {"line": seq, "reason": masking.masked(chat.account, reason, act.at)}
    audit_store.put(act.entry("chat.reveal", chat.id, after=told))
    return text


def _opened(chat_id: str, line: Line, value: str, now: int) -> bytes:
    from cryptography.exceptions import InvalidTag

    version, _, sealed = value.partition(".")
    key = data_keys.of_version(account_of(chat_id), int(version), now)
    raw = urlsafe_b64decode(sealed)
    bound = bound_to(chat_id, line.client, line.n)
    try:
        return _cipher(key).decrypt(raw[:_NONCE], raw[_NONCE:], bound)
    except InvalidTag:
        raise NotReadable(
            "What is kept of this line was not sealed for it. Tell who runs this installation."
        ) from None


def _cipher(key: bytes) -> "AESGCM":
    # Some 6 ms: only for a line of which something is kept.
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    return AESGCM(key)
