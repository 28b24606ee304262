"""Data keys: made and opened by the stage's key at KMS, and kept wrapped with their account. Called
by services/data_keys.py.

KMS takes stage and account as encryption context: a key put to another account does not open.
"""

from base64 import b64decode, b64encode
from functools import cache
from typing import Any

from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from chalicelib.domain.data_key import Ring, Wrapped
from chalicelib.domain.error import KeyDisabled, NotReadable, ParleyError, Unavailable
from chalicelib.settings import settings
from chalicelib.store.table import connection
from chalicelib.store.tables import AccountItem
from chalicelib.store.writes import Refused, update

_SHUT = {
    "AccessDeniedException",
    "DisabledException",
    "KMSInvalidStateException",
    "NotFoundException",
}
_STRANGE = {"IncorrectKeyException", "InvalidCiphertextException"}


def ring(account: str) -> Ring:
    """The data keys of an account, wrapped; none if there is no such account."""
    try:
        item = AccountItem.get(account, consistent_read=True)
    except AccountItem.DoesNotExist:
        return Ring(account, {})
    return Ring(account, item.data_keys)


def add(before: Ring, after: Ring) -> bool:
    """Keep a ring with a new key in it; False if somebody else added one since it was read."""
    kept = AccountItem.data_keys
    unchanged = kept == dict(before.blobs) if before.blobs else kept.does_not_exist() | (kept == {})
    actions = [kept.set(dict(after.blobs))]
    try:
        update(AccountItem, (after.account, None), actions, AccountItem.name.exists() & unchanged)
    except Refused:
        return False
    return True


def make(account: str) -> str:
    """A new data key, wrapped. Raises Unavailable, KeyDisabled."""
    made = _asked("generate_data_key_without_plaintext", account, KeySpec="AES_256")
    return b64encode(made["CiphertextBlob"]).decode()


def unwrap(wrapped: Wrapped) -> bytes:
    """The key itself. Raises Unavailable, KeyDisabled, NotReadable."""
    opened = _asked("decrypt", wrapped.account, CiphertextBlob=b64decode(wrapped.blob))
    plain: bytes = opened["Plaintext"]
    return plain


def forget() -> None:
    """The next question opens a connection of its own."""
    _client.cache_clear()


def _asked(action: str, account: str, **given: Any) -> dict[str, Any]:
    if not settings().key:
        raise Unavailable("This installation has no key to seal with: its stage must name one.")
    context = {"account": account, "stage": settings().stage}
    try:
        asked = getattr(_client(), action)
        answer: dict[str, Any] = asked(KeyId=settings().key, EncryptionContext=context, **given)
    except ClientError as error:
        raise _told(str(error.response.get("Error", {}).get("Code", ""))) from error
    except BotoCoreError as error:
        raise _told("") from error
    return answer


def _told(code: str) -> ParleyError:
    if code in _SHUT:
        return KeyDisabled(
            "The key of this installation is switched off or may not be used."
            " Ask who runs it to switch it on, then try again."
        )
    if code in _STRANGE:
        return NotReadable("A data key of this account was changed and does not open any more.")
    return Unavailable("The service that keeps our keys does not answer. Try again in a moment.")


@cache
def _client() -> Any:
    # Who writes a line waits for it: far less than API Gateway does.
    config = Config(
        connect_timeout=1, read_timeout=2, retries={"total_max_attempts": 2, "mode": "standard"}
    )
    return connection().session.create_client("kms", region_name=settings().region, config=config)
