"""Owns the codes of the second step at a login: those of an app (RFC 6238), and those on paper that work once.

It refuses a code of an app that was used already, and one of another minute. Randomness and time are given.
"""

import base64
import hashlib
import hmac
from datetime import datetime
from typing import Final
from urllib.parse import quote

DIGITS: Final = 6
SECRET_BYTES: Final = 20  # as long as the hash that is used (RFC 4226, 4)
RECOVERY_BYTES: Final = 10
RECOVERY_CODES: Final = 10
_STEP_SECONDS: Final = 30
_BESIDE: Final = 1  # a clock that is half a minute off, and a slow typist


def secret_in_letters(secret: bytes) -> str:
    """As apps take it, also by hand."""
    return base64.b32encode(secret).decode().rstrip("=")


def address_for_apps(secret: bytes, issuer: str, name: str) -> str:
    """What the picture for the camera says."""
    label = quote(f"{issuer}:{name}")
    return f"otpauth://totp/{label}?secret={secret_in_letters(secret)}&issuer={quote(issuer)}"


def step_at(moment: datetime) -> int:
    return int(moment.timestamp()) // _STEP_SECONDS


def code_at(secret: bytes, step: int, digits: int = DIGITS) -> str:
    """RFC 4226, 5.3, with the time as its counter."""
    digest = hmac.new(secret, step.to_bytes(8, "big"), hashlib.sha1).digest()
    place = digest[-1] & 0xF
    number = int.from_bytes(digest[place : place + 4], "big") & 0x7FFFFFFF
    return f"{number % 10**digits:0{digits}d}"


def step_of(secret: bytes, typed: str, now: datetime, used: int | None) -> int | None:
    """The step whose code this is; none for a wrong one, and for one that is not later than what was `used`."""
    code = "".join(typed.split())
    if len(code) != DIGITS or not (code.isascii() and code.isdecimal()):
        return None
    here = step_at(now)
    steps = [step for step in range(here - _BESIDE, here + _BESIDE + 1) if used is None or step > used]
    return next((step for step in steps if hmac.compare_digest(code_at(secret, step), code)), None)


def recovery_code(chance: bytes) -> str:
    """Sixteen letters in fours, to be written down."""
    letters = base64.b32encode(chance).decode().lower()
    return "-".join(letters[place : place + 4] for place in range(0, len(letters), 4))


def as_recovery_code(typed: str) -> str:
    """However it was typed: with spaces, in capitals, and with what looks like a letter of it."""
    letters = "".join(each for each in typed.lower() if each.isalnum()).replace("0", "o").replace("1", "l")
    return "-".join(letters[place : place + 4] for place in range(0, len(letters), 4))
