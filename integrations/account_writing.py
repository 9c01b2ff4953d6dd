"""Owns what can be set about how an account's articles are written: for the words, the length and the images.

It refuses lengths and numbers that no article has.
"""

import re
from typing import Final

from integrations.account_setting import AccountSetting
from models.domain.errors import Refused
from models.tables import Account

_NOTHING: Final = "none"
_CLEARS: Final = ("", "none", "off", "-")
_FEWEST_WORDS, _MOST_WORDS = 100, 6000
_MOST_IMAGES: Final = 12
_LONGEST_LINE: Final = 500
_LONGEST_PROMPT: Final = 8000
_SHOWN: Final = 300
_NUMBER: Final = re.compile(r"(\d{1,6})(?:\s+(?:words?|images?))?")


def _number(words: str, least: int, most: int, of: str) -> int:
    found = _NUMBER.fullmatch("0" if words.strip().lower() == _NOTHING else words.strip().lower())
    if found is None or not least <= int(found[1]) <= most:
        raise Refused(f"An article has {least} to {most} {of}; “{words.strip()[:40]}” is not that.")
    return int(found[1])


def _words(words: str, longest: int) -> str:
    said = words.strip()
    if len(said) > longest:
        raise Refused(f"That has {len(said)} characters; {longest} is the most.")
    return "" if said.lower() in _CLEARS else said


def _shown(said: str) -> str:
    line = " ".join(said.split())
    return f"{line[:_SHOWN]}…" if len(line) > _SHOWN else line or _NOTHING


def _put_prompt(account: Account, words: str) -> None:
    account.custom_prompt = _words(words, _LONGEST_PROMPT)


def _put_language(account: Account, words: str) -> None:
    account.language = _words(words, 40) or "English"


def _put_words(account: Account, words: str) -> None:
    account.words = _number(words, _FEWEST_WORDS, _MOST_WORDS, "words")


def _put_images(account: Account, words: str) -> None:
    account.images = _number(words, 0, _MOST_IMAGES, "images")


def _put_style(account: Account, words: str) -> None:
    account.image_style = _words(words, _LONGEST_LINE)


def _put_openings(account: Account, words: str) -> None:
    account.openings = _words(words, _LONGEST_LINE)


def _put_call(account: Account, words: str) -> None:
    account.call_to_action = _words(words, _LONGEST_LINE)


WRITING: Final = (
    AccountSetting(
        "prompt",
        "what the model is told before every article; it wins over everything else",
        "Write for gardeners. Never mention brands.",
        lambda a: _shown(a.custom_prompt),
        _put_prompt,
        lambda a: a.custom_prompt,
    ),
    AccountSetting("language", "the language of its articles", "Deutsch", lambda a: a.language, _put_language),
    AccountSetting("words", "how long an article is", "1200", lambda a: f"{a.words} words", _put_words),
    AccountSetting("images", "how many images an article has; 0 for none", "3", lambda a: str(a.images), _put_images),
    AccountSetting(
        "image-style",
        "what every image looks like",
        "linocut, two colours",
        lambda a: _shown(a.image_style),
        _put_style,
        lambda a: a.image_style,
    ),
    AccountSetting(
        "openings",
        "how articles begin",
        "with a scene, never with a question",
        lambda a: _shown(a.openings),
        _put_openings,
        lambda a: a.openings,
    ),
    AccountSetting(
        "call-to-action",
        "what readers are asked at the end",
        "to tell their own story",
        lambda a: _shown(a.call_to_action),
        _put_call,
        lambda a: a.call_to_action,
    ),
)
