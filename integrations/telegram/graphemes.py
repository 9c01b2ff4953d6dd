"""Owns where one visible character ends and the next begins; refuses only the cuts that a reader would see.

The standard library has no grapheme segmentation. This follows Unicode's UAX #29 as far as Telegram's readers notice:
combining marks, emoji joined or coloured, flags, keycaps, Hangul in jamo; not the prepended marks of Indic scripts.
"""

import unicodedata

_JOINER = "\u200d"
_EXTENDING = frozenset({"Mn", "Mc", "Me"})
_TAGS = range(0xE0020, 0xE0080)
_SKIN_TONES = range(0x1F3FB, 0x1F400)
_FLAG_LETTERS = range(0x1F1E6, 0x1F200)
_HANGUL_VOWELS_AND_ENDS = range(0x1160, 0x1200)


def is_boundary(text: str, index: int) -> bool:
    """Whether a cut before `text[index]` falls between two visible characters."""
    if index <= 0 or index >= len(text):
        return True
    before, after = text[index - 1], text[index]
    if _JOINER in (before, after) or (before, after) == ("\r", "\n") or _extends(after):
        return False
    return not (_is_flag_letter(after) and _flag_letters_before(text, index) % 2)


def utf16_length(text: str) -> int:
    """Telegram counts in UTF-16 code units (core.telegram.org/api/entities#entity-length)."""
    return len(text) + sum(character > "\uffff" for character in text)


def longest_prefix(text: str, limit: int) -> int:
    """How many characters of the text fit into so many UTF-16 units."""
    used = 0
    for index, character in enumerate(text):
        used += 2 if character > "\uffff" else 1
        if used > limit:
            return index
    return len(text)


def _extends(character: str) -> bool:
    code = ord(character)
    in_a_range = code in _SKIN_TONES or code in _TAGS or code in _HANGUL_VOWELS_AND_ENDS
    return in_a_range or unicodedata.category(character) in _EXTENDING


def _is_flag_letter(character: str) -> bool:
    return ord(character) in _FLAG_LETTERS


def _flag_letters_before(text: str, index: int) -> int:
    start = index
    while start > 0 and _is_flag_letter(text[start - 1]):
        start -= 1
    return index - start
