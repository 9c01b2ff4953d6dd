"""Owns the check for worn-out phrases. It knows English only, and says so of any other language."""

import re
from collections.abc import Iterator

from models.domain.checks.finding import CheckName, Finding, Manuscript
from models.domain.checks.languages import is_english
from models.domain.commonmark import every_node, parse, visible_text

WORN_OUT = (
    r"in today's (?:fast-paced|digital|modern|ever-changing|busy) (?:\w+ )?(?:world|age|era|landscape|society)",
    r"in the (?:ever-evolving|ever-changing|fast-paced|digital) (?:\w+ )?(?:world|age|era|landscape)",
    r"delv(?:e|es|ed|ing) (?:deeper )?into",
    r"let's dive (?:deep|into|in)\b",
    r"dive deep into",
    r"a deep dive into",
    r"game[- ]chang(?:er|ers|ing)",
    r"unlock(?:s|ing)? (?:the|your|its|their) (?:full |true |hidden |untapped )?(?:potential|power|secrets?)",
    r"unleash(?:es|ing)? (?:the|your|its) (?:full |true )?(?:potential|power|creativity)",
    r"in conclusion",
    r"at the end of the day",
    r"it(?:'s| is) (?:important|worth) (?:to note|noting) that",
    r"(?:a|the|rich|vibrant) tapestry of",
    r"a testament to",
    r"navigat(?:e|es|ing) the (?:complexities|complex world|complex landscape|challenges) of",
    r"(?:embark|embarking|embarked) on (?:a|this|your|the) (?:\w+ )?journey",
    r"take (?:your|it) \w+(?: \w+)? to the next level",
    r"revolutioni[sz](?:e|es|ed|ing) the way",
    r"in the realm of",
    r"(?:the )?possibilities are endless",
    r"look no further",
    r"without further ado",
    r"buckle up",
    r"needless to say",
    r"last but not least",
    r"not just (?:a|an|about) [\w ]{1,30}[;,—–-]+ (?:it's|it is) (?:a|an|about)",
    r"whether you're a (?:seasoned|beginner|novice|budding) [\w ,]{1,40} or",
    r"stand(?:s|ing)? the test of time",
    r"harness(?:es|ing)? the power of",
    r"ever wondered (?:why|how|what)",
    r"picture this:",
)
_ANY = re.compile(rf"\b(?:{'|'.join(WORN_OUT)})", re.IGNORECASE)


def phrases(text: Manuscript) -> Iterator[Finding]:
    """No worn-out phrase (“delve into”, “game-changer”) is in it. English only."""
    if not is_english(text.language):
        return
    seen = (text.draft.title, text.draft.subtitle, *_read(text.body))
    found = (match[0] for part in seen for match in _ANY.finditer(part.replace("’", "'")))
    for phrase in dict.fromkeys(each.casefold() for each in found):
        yield Finding(CheckName.PHRASES, f"“{phrase}” is a worn-out phrase: say it in other words or leave it out.")


def _read(body: str) -> Iterator[str]:
    """Code is not prose."""
    for node in every_node(parse(body)):
        if node.kind == "inline":
            yield visible_text(tuple(token for token in node.inline if token.type != "code_inline"))
