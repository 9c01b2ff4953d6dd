"""Owns Medium's rule that a text mostly made by a model is never paywalled: such a text may not speak as if it were.

It looks for the English phrases by which members-only stories speak of themselves, and says nothing of texts about
paywalls. Of a text in another language the writer is told that this was not looked for (checks/every.py).
"""

import re
from collections.abc import Iterator
from typing import Final

from models.domain.commonmark import every_node, parse, visible_text
from models.domain.policy.breach import Breach, Rule

_PROMISES: Final = re.compile(
    r"friend[- ]link|\bmembers?[- ]only (?:story|article|post)|\bnot a (?:paying |medium )*member(?: yet)?\?"
    r"|\bif you(?:['’]re| are) not a (?:paying |medium )*member|\bthis (?:story|article|post) is "
    r"(?:for members|paywalled|behind (?:the|a|medium['’]s) paywall)"
    r"|\bbecome a (?:medium )?member to (?:read|continue)",
    re.IGNORECASE,
)


def paywall(body: str) -> Iterator[Breach]:
    text = " ".join(visible_text(node.inline) for node in every_node(parse(body)))
    if found := _PROMISES.search(text):
        yield Breach(
            Rule.PAYWALL,
            f"“{found[0]}” promises a paywall, and Medium allows none for a text that a model wrote: take it out.",
        )
