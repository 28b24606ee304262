"""What AWS starts by itself: the reminders' queue, the sweep of each minute, the hourly look."""

from __future__ import annotations

import asyncio
import logging
from typing import Any

from infra.local.gateway import events, functions
from infra.local.gateway.aws import call_queue
from infra.local.gateway.invoker import Invoker
from infra.local.gateway.workers import InvocationFailed
from infra.local.settings import Settings

BATCH = 10
POLL_S = 1.0
RETRY_S = 1.0

log = logging.getLogger(__name__)


async def sweep(settings: Settings, invoke: Invoker) -> None:
    """Forever, each minute; runs may overlap, as they may in AWS."""
    running: set[asyncio.Task[None]] = set()
    while True:
        await asyncio.sleep(settings.sweep_s)
        task = asyncio.create_task(sweep_once(invoke))
        running.add(task)
        task.add_done_callback(running.discard)


async def sweep_once(invoke: Invoker) -> None:
    try:
        await invoke(functions.SWEEP, events.schedule_event("sweep"))
    except InvocationFailed as failure:
        log.warning("the sweep failed: %s", failure)


async def expire(settings: Settings, invoke: Invoker) -> None:
    """Forever, each hour; as the sweep, a run may overlap the next."""
    while True:
        await asyncio.sleep(settings.expire_s)
        await expire_once(invoke)


async def expire_once(invoke: Invoker) -> None:
    try:
        await invoke(functions.EXPIRE, events.schedule_event("expire"))
    except InvocationFailed as failure:
        log.warning("what is over its time stays for now: %s", failure)


async def remind(settings: Settings, invoke: Invoker) -> None:
    """Forever: gives what the queue holds to the function; what it fails at comes again."""
    while True:
        try:
            messages = await asyncio.to_thread(receive, settings)
        except OSError:
            await asyncio.sleep(RETRY_S)
            continue
        if not messages:
            await asyncio.sleep(POLL_S)
        else:
            await remind_batch(settings, invoke, messages)


async def remind_batch(settings: Settings, invoke: Invoker, messages: list[dict[str, Any]]) -> None:
    try:
        answer = await invoke(functions.REMIND, events.queue_event(messages))
    except InvocationFailed as failure:
        log.warning("%d reminders failed, they come again: %s", len(messages), failure)
        return
    failed = {item["itemIdentifier"] for item in (answer or {}).get("batchItemFailures", [])}
    done = [message for message in messages if message["MessageId"] not in failed]
    try:
        await asyncio.to_thread(delete, settings, done)
    except OSError as error:
        log.warning("%d reminders come again: %s", len(done), error)


def receive(settings: Settings) -> list[dict[str, Any]]:
    asked = {
        "QueueUrl": settings.queue_url,
        "MaxNumberOfMessages": BATCH,
        "AttributeNames": ["All"],
    }
    answer = call_queue(settings.aws, "ReceiveMessage", asked, 5)
    messages: list[dict[str, Any]] = answer.get("Messages", [])
    return messages


def delete(settings: Settings, messages: list[dict[str, Any]]) -> None:
    if not messages:
        return
    entries = [
        {"Id": str(n), "ReceiptHandle": message["ReceiptHandle"]}
        for n, message in enumerate(messages)
    ]
    asked = {"QueueUrl": settings.queue_url, "Entries": entries}
    call_queue(settings.aws, "DeleteMessageBatch", asked, 5)
