"""Owns the simulated Medium's users, their tokens, their publications and how often they may post."""

import hashlib
from typing import Any

from pydantic import BaseModel

from integrations.simulators.ledger import Ledger

DEMO_TOKEN = "simulated-medium-token"  # noqa: S105 - opens nothing but the simulator
_A_DAY = 86_400.0


class Membership(BaseModel):
    """A publication as one of its people sees it."""

    id: str
    name: str
    slug: str
    role: str = "editor"
    description: str = ""


class User(BaseModel):
    id: str
    username: str
    name: str
    publications: list[Membership] = []
    posts_per_day: int = 10  # staff, Medium/medium-api-docs #105
    uploads_images: bool = True  # `uploadImage` is an extended scope that some tokens lack (api.md, 2.1)


class People:
    """Shelves: `user`, `username`, `token` (hashed), `publication`, `slug`, `contributors:<publication>`, `quota`."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self.begin()

    def begin(self) -> None:
        """The one user whom a newcomer starts with; the id is that of api.md's example."""
        if not self.named("demo"):
            self.keep(User(id="5303d74c64f66366f00cb9b2a94f3251bf5", username="demo", name="Demo Writer"), DEMO_TOKEN)

    def keep(self, user: User, token: str) -> None:
        self._ledger.put("user", user.id, user.model_dump())
        self._ledger.put("username", user.username, {"id": user.id})
        self._ledger.put("token", _hidden(token), {"user": user.id, "revoked": False})
        for membership in user.publications:
            self._ledger.put("publication", membership.id, membership.model_dump(include={"id", "name", "slug"}))
            self._ledger.put("slug", membership.slug, {"id": membership.id})
            self._ledger.put(f"contributors:{membership.id}", user.id, {"user": user.id, "role": membership.role})

    def revoke(self, token: str) -> bool:
        known = self._ledger.get("token", _hidden(token))
        if known:
            self._ledger.put("token", _hidden(token), known | {"revoked": True})
        return known is not None

    def holder_of(self, token: str) -> tuple[User | None, bool]:
        """Who holds a token, and whether it was revoked."""
        known = self._ledger.get("token", _hidden(token))
        return (self.by_id(known["user"]), bool(known["revoked"])) if known else (None, False)

    def by_id(self, user_id: str) -> User | None:
        found = self._ledger.get("user", user_id)
        return User.model_validate(found) if found else None

    def named(self, username: str) -> User | None:
        found = self._ledger.get("username", username)
        return self.by_id(found["id"]) if found else None

    def publication(self, publication_id: str) -> dict[str, Any] | None:
        return self._ledger.get("publication", publication_id)

    def publication_called(self, slug: str) -> dict[str, Any] | None:
        found = self._ledger.get("slug", slug)
        return self.publication(found["id"]) if found else None

    def contributors(self, publication_id: str) -> list[dict[str, Any]]:
        return self._ledger.all(f"contributors:{publication_id}")

    def take_a_slot(self, user: User, at: float) -> bool:
        """Whether the user may post once more: a number per 24 hours, counted from the first post (#105)."""
        window = self._ledger.get("quota", user.id)
        if window is None or not 0 <= at - window["first"] < _A_DAY:
            window = {"first": at, "count": 0}
        if window["count"] >= user.posts_per_day:
            return False
        self._ledger.put("quota", user.id, {"first": window["first"], "count": window["count"] + 1})
        return True


def _hidden(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
