"""Owns the check for passages that stand in a text twice, as when a model loses its place."""

from collections import Counter
from collections.abc import Iterator

from models.domain.checks.finding import CheckName, Finding, Manuscript
from models.domain.markdown import BlockKind, split_blocks

_WORTH_A_WORD = 40  # characters; shorter lines may well return, as a refrain does


def repeats(text: Manuscript) -> Iterator[Finding]:
    """No paragraph stands in the text twice."""
    texts = (" ".join(block.text.split()) for block in split_blocks(text.body) if block.kind is BlockKind.PARAGRAPH)
    counts = Counter(words for words in texts if len(words) >= _WORTH_A_WORD)
    for words, count in counts.items():
        if count > 1:
            yield Finding(
                CheckName.REPEATS, f"The paragraph “{words[:60]}…” stands there {count} times: once is enough."
            )
