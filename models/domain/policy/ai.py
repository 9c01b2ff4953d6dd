"""Owns Medium's rules on AI: readers are told of it in the first two paragraphs, and under every image of a model.

In force since May 2024 (Medium's help centre). A language that we do not know is judged by the account's own sentence.
"""

import re
from collections.abc import Collection, Iterator

from models.domain.checks.disclosure import tells_of_ai
from models.domain.checks.languages import ai_in_words
from models.domain.policy.breach import Breach, Rule
from models.domain.policy.wordings import disclosure_of, image_credit_of
from models.domain.slots import replace_slot, slots_of


def disclosure(body: str, language: str, own: str) -> Iterator[Breach]:
    sentence = disclosure_of(language, own)
    if tells_of_ai(body, language, sentence) is False:
        yield Breach(
            Rule.DISCLOSURE,
            "The first two paragraphs do not tell readers of AI, and Medium then shows a story to followers only. "
            f"Reply “disclosure: add” to begin it with “{sentence}”.",
            stops=True,
        )


def with_disclosure(body: str, sentence: str) -> str:
    """The sentence as a paragraph of its own at the head."""
    return f"*{sentence}*\n\n{body.lstrip(chr(10))}"


def with_credits(body: str, slots_by_model: Collection[str], language: str, own: str) -> str:
    """The text with AI named under every image of a model; a caption that names it already stays as it is."""
    credit = image_credit_of(language, own)
    pattern = ai_in_words(language) or re.escape(credit)
    for slot in slots_of(body):
        if slot.name in slots_by_model and credit not in slot.caption and not re.search(pattern, slot.caption, re.I):
            caption = f"{slot.caption} ({credit})" if slot.caption else credit
            body = replace_slot(body, slot.name, slot.model_copy(update={"caption": caption}))
    return body
