"""Owns what one answer may do besides: a word for it. What comes of it is elsewhere."""

from enum import StrEnum


class Shortcut(StrEnum):
    """What one answer does besides."""

    KEEP_ALL = "keep_all"  # with approve, at images: every other image that was shown is kept, too
    NOW = "now"  # with approve, at the last review: it goes out at once
    NEXT_SLOT = "next_slot"  # with change, at the last review: to the account's next free slot
