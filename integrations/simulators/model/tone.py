"""Owns the difference between a friendly and a formal sentence. It refuses to change a word that has no counterpart."""

import re
from functools import partial

_CASUAL_OF_FORMAL = {
    "do not": "don't", "does not": "doesn't", "did not": "didn't", "cannot": "can't", "could not": "couldn't",
    "would not": "wouldn't", "should not": "shouldn't", "will not": "won't", "is not": "isn't", "was not": "wasn't",
    "are not": "aren't", "I am": "I'm", "I have": "I've", "I had": "I'd", "I would": "I'd", "it is": "it's",
    "that is": "that's", "you are": "you're", "we are": "we're", "there is": "there's", "perhaps": "maybe",
    "a great deal": "a lot", "began": "started", "attempt": "try", "difficult": "hard", "therefore": "so",
    "however": "still", "nobody": "no one", "simply": "just", "finally": "at last", "spend": "put in",
}  # fmt: skip
_ONE_WAY = ("so", "still", "just", "hard")
_FORMAL_OF_CASUAL = {casual: formal for formal, casual in _CASUAL_OF_FORMAL.items() if casual not in _ONE_WAY} | {
    "I'd": "I would", "got": "received", "a lot of": "much", "kids": "children", "big": "considerable",
    "messy": "disordered", "dull": "tedious", "asked": "consulted", "wrote down": "recorded", "tried": "attempted",
    "thing": "matter", "stopped": "ceased", "put off": "postponed", "a second job": "additional employment",
    "kept": "maintained", "looked": "appeared", "helped": "assisted", "went better": "improved",
}  # fmt: skip


def _reworded(counterparts: dict[str, str], text: str) -> str:
    pattern = r"\b(?:" + "|".join(sorted(map(re.escape, counterparts), key=len, reverse=True)) + r")\b"
    return re.sub(pattern, lambda found: _like(found[0], counterparts), text, flags=re.IGNORECASE)


def _like(word: str, counterparts: dict[str, str]) -> str:
    """The counterpart, with a capital where the word had one."""
    found = next(new for old, new in counterparts.items() if old.lower() == word.lower())
    return found[:1].upper() + found[1:] if word[:1].isupper() else found


friendlier = partial(_reworded, _CASUAL_OF_FORMAL)
more_formal = partial(_reworded, _FORMAL_OF_CASUAL)
