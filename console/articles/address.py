"""Owns the address of a list of articles: what it asks for, read leniently, and the addresses of lists beside it."""

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TypeVar
from urllib.parse import urlencode

from models.domain.status import Status
from models.store.listing import Order

_Word = TypeVar("_Word", bound=StrEnum)
_MOST_LETTERS = 200


@dataclass(frozen=True)
class Address:
    """`whose` is set where the path names the account, `account` where it was chosen in a form."""

    whose: int | None = None
    words: str = ""
    status: Status | None = None
    account: int | None = None
    order: Order = Order.CHANGED
    page: int = 1

    @property
    def path(self) -> str:
        return f"/accounts/{self.whose}/articles" if self.whose else "/articles"

    def __str__(self) -> str:
        asked = {
            "q": self.words,
            "status": self.status,
            "account": self.account,
            "sort": None if self.order is Order.CHANGED else self.order,
            "page": self.page if self.page > 1 else None,
        }
        query = urlencode({name: value for name, value in asked.items() if value})
        return f"{self.path}?{query}" if query else self.path

    def at_page(self, number: int) -> "Address":
        return replace(self, page=number)

    def sorted_by(self, order: Order) -> "Address":
        return replace(self, order=order, page=1)

    @property
    def is_narrowed(self) -> bool:
        return bool(self.words or self.status or self.account)


def read_address(whose: int | None, q: str, status: str, account: str, sort: str, page: str) -> Address:
    """An old link, or one that somebody typed, shows a list rather than a complaint."""
    return Address(
        whose=whose,
        words=" ".join(q.split())[:_MOST_LETTERS],
        status=_one_of(Status, status),
        account=_number(account) if whose is None else None,
        order=_one_of(Order, sort) or Order.CHANGED,
        page=max(1, _number(page) or 1),
    )


def _one_of(words: type[_Word], typed: str) -> _Word | None:
    return next((each for each in words if each.value == typed), None)


def _number(typed: str) -> int | None:
    return int(typed) if typed.isascii() and typed.isdecimal() and len(typed) < 10 else None  # noqa: PLR2004
