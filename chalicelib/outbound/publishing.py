"""An account's tag brought to the CDN's bucket. Called by the boundary, where something of it has
changed, and by infra, where the engine has.

What sites load is replaced only if it is still what it was before the rules were read: of two who
publish at once, the later look wins, and no older tag ever stands over a newer one.
"""

from collections.abc import Iterator
from functools import cache, lru_cache
from typing import Any, NamedTuple

from botocore.config import Config
from botocore.exceptions import ClientError

from chalicelib.domain.account import ASK, HONOUR
from chalicelib.domain.error import BadRule, Conflict
from chalicelib.domain.publishing import (
    ENGINE,
    FORM,
    Book,
    Engine,
    File,
    Made,
    TagVersion,
    compiled_of,
    compose,
    engine_of,
    rule_kept,
)
from chalicelib.domain.rule import Rule
from chalicelib.log import note_failure
from chalicelib.settings import settings
from chalicelib.store import accounts as account_store
from chalicelib.store import rules as rule_store
from chalicelib.store.table import connection

ATTEMPTS = 8
# A bucket that may not be listed says AccessDenied of what is not there.
_ABSENT = ("404", "NoSuchKey", "403", "AccessDenied")
_OVERTAKEN = ("412", "PreconditionFailed", "409", "ConditionalRequestConflict", "NoSuchKey", "404")


class Done(NamedTuple):
    """Which copy of an account's tag the CDN has, and how many files were brought for it."""

    src: str
    integrity: str
    files: int


def publish(account: str, now: int) -> Done | None:
    """Bring an account's tag to what it is to be; doing it twice is doing it once.

    None before an engine was published that reads what this release compiles: between a deployment
    and its web files tags stay as they are. Raises Conflict if others are faster time and again.
    """
    for _ in range(ATTEMPTS):
        # Looked at before all else: what is read after it is at least as new as what stands there.
        standing = {
            name: _etag(f"tag/{account}/{name}") for name in ("parley.js", "published.json")
        }
        engine = engine_now()
        if engine is None or engine.form != FORM:
            return None
        book = rule_store.read(account)
        made = _made(book, engine, now)
        try:
            count = _put_all(made, standing)
        except ClientError as error:
            if error.response["Error"]["Code"] not in _OVERTAKEN:
                raise
            continue
        _note(book, engine, made, now)
        return Done(made.src, made.integrity, count)
    raise Conflict("Others publish the same tag at this moment. It is tried again in a minute.")


def engine_now() -> Engine | None:
    """The engine that all tags are made of; None before one was published."""
    body = _read(ENGINE)
    return engine_of(body) if body else None


def _made(book: Book, engine: Engine, now: int) -> Made:
    account = account_store.get(book.account, consistent=True)
    compiled = compiled_of(account, _readable(book), now) if account and book.version else None
    return compose(
        book.account,
        _template(engine.template),
        engine,
        book.version,
        rules=compiled.engine if compiled else "",
        offers=compiled.offers if compiled else "",
        consent=bool(account and account.consent == ASK),
        dnt=bool(account and account.do_not_track == HONOUR),
    )


def _readable(book: Book) -> Iterator[Rule]:
    """Rules of a later release may say what this one does not know: they must not keep the others
    from their tag."""
    for rule in book.rules:
        try:
            yield rule_kept(book.account, rule)
        except BadRule as refused:
            note_failure("A rule was left out.", rule=str(rule["id"]), place=refused.place)


def _put_all(made: Made, standing: dict[str, str]) -> int:
    """What is named goes first; how many files were brought. Raises ClientError where somebody
    replaced what stood there."""
    count = 0
    if made.evergreen.md5 != standing["parley.js"]:
        for file in made.named:
            _put(file)
        _put(made.evergreen, **_replacing(standing["parley.js"]))
        count = len(made.named) + 1
    if made.told.md5 != standing["published.json"]:
        _put(made.told, **_replacing(standing["published.json"]))
        count += 1
    return count


def _replacing(etag: str) -> dict[str, str]:
    return {"IfMatch": f'"{etag}"'} if etag else {"IfNoneMatch": "*"}


def _note(book: Book, engine: Engine, made: Made, now: int) -> None:
    if not book.version:
        return
    empty = TagVersion(book.account, book.version, 0, "", "", "", "", "", (), 0, {})
    rule_store.note_published(
        empty._replace(src=made.src, integrity=made.integrity, engine=engine.id, published=now)
    )


def _etag(key: str) -> str:
    """What S3 encrypts with its own keys has the MD5 of its content for an ETag."""
    try:
        found = client().head_object(Bucket=settings().cdn_bucket, Key=key)
    except ClientError as error:
        if error.response["Error"]["Code"] not in _ABSENT:
            raise
        return ""
    return str(found["ETag"]).strip('"')


def _read(key: str) -> bytes:
    try:
        found = client().get_object(Bucket=settings().cdn_bucket, Key=key)
    except ClientError as error:
        if error.response["Error"]["Code"] not in _ABSENT:
            raise
        return b""
    return bytes(found["Body"].read())


@lru_cache(maxsize=4)
def _template(name: str) -> str:
    """It is named by what it holds, and so never changes."""
    found = client().get_object(Bucket=settings().cdn_bucket, Key=f"tag/{name}")
    return str(found["Body"].read().decode())


def _put(file: File, **condition: str) -> None:
    client().put_object(
        **condition,
        Bucket=settings().cdn_bucket,
        Key=file.key,
        Body=file.body,
        ContentType=file.kind,
        CacheControl=file.caching,
    )


@cache
def client() -> Any:
    """Of S3, made at the first call. It waits less than whoever saved a rule."""
    config = Config(connect_timeout=2, read_timeout=6, retries={"total_max_attempts": 2})
    return connection().session.create_client("s3", region_name=settings().region, config=config)
