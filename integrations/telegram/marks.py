"""Owns the letters with which a button's data begins: by them a tap finds whoever made the button. None is used twice.

The letters of a review's own buttons are the steps in `buttons`; a test looks at both together.
"""

from enum import StrEnum, unique


@unique
class Mark(StrEnum):
    """Who made the button."""

    NEW_ARTICLE = "n"  # a question of /new
    LOOSE_WORDS = "w"  # which article loose words are about
    SPOKEN = "h"  # whether a voice message was heard rightly
    VOICE_RULE = "v"  # a proposed rule of the voice
    HAND_OFF = "o"  # an article that the writer publishes by hand
    CORRECTION = "c"  # a correction that its writer makes on Medium
    REOPENING = "u"  # an approval that may be taken back until its article goes out

    def begins(self, data: str | None) -> bool:
        return (data or "").startswith(f"{self}:")
