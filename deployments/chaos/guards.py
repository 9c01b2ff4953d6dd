"""Owns the guards that chaos can switch off, to show that it would notice."""

from enum import StrEnum
from typing import Final


class Guard(StrEnum):
    """What keeps articles from being lost and doubled; the sentence says what is missing when it is off."""

    CLAIM = "claim"  # nobody remembers what was done: neither effects nor the attempt to publish
    FENCE = "fence"  # a worker that lost its lease goes on
    SEAL = "seal"  # what goes out is not compared with what was approved
    INBOX = "inbox"  # updates are confirmed to Telegram before they are stored


BROKEN_ROLE: Final = {Guard.CLAIM: "worker", Guard.FENCE: "worker", Guard.SEAL: "worker", Guard.INBOX: "bot"}
