"""The OpenAPI document and the API hold each other to their word: schemathesis sends what the document allows and what
it does not, with a real token about real articles, and looks at every answer.
"""

import asyncio
from dataclasses import dataclass
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as some
from schemathesis import Case
from schemathesis.checks import CheckFunction, not_a_server_error
from schemathesis.generation import GenerationMode
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    ignored_auth,
    negative_data_rejection,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
    unsupported_method,
)

from console.api.document import document
from console.app import create_app
from integrations.services import Services
from models.domain.review import ReviewKind
from tests.builders import an_account, an_article, at_review
from tests.console.api.conftest import a_token
from tests.console.conftest import a_visitor
from tests.integrations.medium.served import served
from tests.integrations.telegram.phone import Phone

CHECKS: list[CheckFunction] = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    negative_data_rejection,
    ignored_auth,
    unsupported_method,
]
OPERATIONS = [(verb.upper(), path) for path, verbs in document()["paths"].items() for verb in verbs]


@dataclass(frozen=True)
class Known:
    """Something that is there."""

    article_id: int
    image_id: int = 1
    review_id: int = 1
    hash: str = "f" * 64

    def put_into(self, case: Case[Any]) -> None:
        """A number that was made up leads nowhere, and then little is asked."""
        for name in ("article_id", "image_id"):
            if name in case.path_parameters:
                case.path_parameters[name] = getattr(self, name)
        if isinstance(case.body, dict) and "review_id" in case.body:
            case.body.update(review_id=self.review_id, hash=self.hash)
        if isinstance(case.body, dict) and "account" in case.body:
            case.body.update(account="demo", topic="Bees")


async def what_is_there(desk: Services) -> list[Known]:
    account = await an_account(desk)
    found = [Known((await an_article(desk, account)).id)]
    for kind in (ReviewKind.DRAFT, ReviewKind.IMAGE, ReviewKind.FINAL):
        article, reviews = await at_review(desk, kind, account)
        found += [Known(article.id, each.image_id or 1, each.id, each.subject_hash) for each in reviews]
    return found


def ask(root: str, token: str, label: tuple[str, str], mode: GenerationMode, known: list[Known]) -> None:
    schema = schemathesis.openapi.from_dict(document())
    operation = schema[label[1]][label[0]]

    @settings(
        max_examples=12,
        derandomize=True,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy(generation_mode=mode), about=some.sampled_from([None, *known, *known]))
    def answers_are_true(case: Case[Any], about: Known | None) -> None:
        if about is not None and mode is GenerationMode.POSITIVE:
            about.put_into(case)
        case.call_and_validate(base_url=root, headers={"Authorization": f"Bearer {token}"}, checks=CHECKS)

    answers_are_true()


@pytest.mark.parametrize("label", OPERATIONS, ids=" ".join)
async def test_the_answers_are_those_of_the_document(desk: Services, phone: Phone, label: tuple[str, str]) -> None:
    token = await a_token(desk, await a_visitor(desk))
    known = await what_is_there(desk)
    async with served(create_app(desk, phone.mailbox.receive)) as root:
        for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE):
            await asyncio.to_thread(ask, root, token, label, mode, known)
