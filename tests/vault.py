"""An emulated KMS in hand: the stage's key, switched off or out of reach. Used by tests."""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any
from unittest import mock

from botocore.exceptions import ClientError, EndpointConnectionError

from chalicelib.settings import settings
from chalicelib.store import data_keys
from chalicelib.store.table import connection


class Vault:
    """The key by which data keys of a stage are wrapped."""

    def __init__(self) -> None:
        kms: Any = connection().session.create_client("kms", region_name="us-east-1")
        key = kms.create_key()["KeyMetadata"]["KeyId"]
        alias = {"AliasName": settings().key, "TargetKeyId": key}
        try:
            kms.create_alias(**alias)
        except kms.exceptions.AlreadyExistsException:
            # An earlier test's: the emulation outlives a stage.
            kms.update_alias(**alias)

    def off(self) -> AbstractContextManager[None]:
        """Somebody switched the key off: moto would open with it all the same."""
        told: Any = {"Error": {"Code": "DisabledException", "Message": "is disabled"}}
        return _failing(ClientError(told, "Decrypt"))

    def away(self) -> AbstractContextManager[None]:
        """KMS does not answer."""
        return _failing(EndpointConnectionError(endpoint_url="https://kms.test"))


@contextmanager
def _failing(failure: Exception) -> Iterator[None]:
    gone = mock.Mock(name="kms")
    gone.decrypt.side_effect = failure
    gone.generate_data_key_without_plaintext.side_effect = failure
    with mock.patch.object(data_keys, "_client", return_value=gone):
        yield
