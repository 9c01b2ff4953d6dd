"""Owns the check of citations: a draft leads to every source that has an address."""

from collections.abc import Iterator

from models.domain.checks.finding import CheckName, Finding, Manuscript
from models.domain.checks.links import links_in, same_address

_SHOWN = 200


def citations(text: Manuscript) -> Iterator[Finding]:
    """Every source that has an address is cited by a link to it at least once."""
    cited = {same_address(each) for each in links_in(text.body)}
    for address in sorted(text.to_cite):
        if same_address(address) not in cited:
            message = f"The source {address[:_SHOWN]} is not cited: link to it in the sentence that uses it."
            yield Finding(CheckName.CITATIONS, message)
