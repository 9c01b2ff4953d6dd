"""Owns the telling of mere assent from a wish: English words that only agree or thank ask for no change.

It refuses to guess: one word beside them that it does not know, and the whole is a wish.
"""

import re
from typing import Final

_AGREES: Final = frozenset(
    (
        *("yes", "yep", "yeah", "ok", "okay", "approve", "approved", "good", "great", "fine", "nice", "perfect"),
        *("lovely", "wonderful", "excellent", "amazing", "brilliant", "love", "like", "publish", "ship", "lgtm"),
        *("thanks", "thank", "cool", "super", "done", "go", "👍", "👌", "✅", "❤", "🎉", "🙏"),
    )
)
_BESIDE: Final = frozenset(
    (
        *("i", "it", "is", "it's", "this", "that", "that's", "looks", "look", "sounds", "reads", "to", "me", "you"),
        *("your", "work", "job", "the", "text", "article", "all", "for", "very", "much", "so", "really", "now"),
        *("please", "ahead", "with", "and", "a", "an", "well"),
    )
)
_WORD: Final = re.compile(r"[a-z']+|[^\s\w.,!;:()\"“”’'\-\ufe0f]|\w+", re.IGNORECASE)


def only_agrees(text: str) -> bool:
    words = [word.lower() for word in _WORD.findall(text.replace("’", "'"))]
    return any(word in _AGREES for word in words) and all(word in _AGREES or word in _BESIDE for word in words)
