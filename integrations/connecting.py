"""Owns the connecting of accounts with Medium: a token is tried before it is kept, encrypted, and never shown again.

An account that is disconnected keeps its articles, which are held. How a token fares is told apart by what Medium says.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from pydantic import SecretStr
from sqlmodel.ext.asyncio.session import AsyncSession

from integrations.medium.client import Medium
from integrations.medium.patience import Sleep
from integrations.medium.refusals import Blocked, Forbidden, RateLimited, Rejected, TokenRefused
from integrations.medium.results import Posted, Publication
from integrations.resuming import hold_article
from integrations.services import Services
from models.domain.article import ENDED
from models.domain.connection import Connection
from models.domain.effects import EffectKind
from models.domain.errors import NeedsPerson, Refused, TryLater
from models.domain.publication import Post, PublishingOptions, PublishStatus
from models.store import accounts, articles, connections, profiles
from models.tables import Account, Json

_TEST_TITLE = "A test draft from Copydesk"
_TEST_CONTENT = (
    f"<h1>{_TEST_TITLE}</h1>\n<p>It shows that Copydesk may write to this profile. Only you see it: delete it.</p>"
)


@dataclass(frozen=True)
class Typed:
    """Who the profile is, where Medium does not let the token ask."""

    user_id: str = ""
    username: str = ""


NOT_TYPED: Final = Typed()


@dataclass(frozen=True)
class Known:
    """A profile as Medium, or its writer, names it, and its publications."""

    user_id: str
    username: str | None
    publications: tuple[Publication, ...] = ()
    is_confirmed: bool = True  # by Medium itself


async def introduce(desk: Services, token: SecretStr, typed: Typed = NOT_TYPED) -> Known:
    """Whose token it is: as `/me` says, else as it was typed. A token that Medium refuses is never kept."""
    medium = desk.medium(token)
    try:
        profile = await medium.me()
    except (Forbidden, Blocked) as refusal:
        if not typed.user_id:
            raise Refused(
                f"{refusal} If you know your Medium user id, give it as well (--user-id): then the token is taken "
                "without asking whose it is."
            ) from None
        return await _as_typed(medium, typed)
    if typed.user_id and typed.user_id != profile.id:
        raise Refused(f"Medium says that this token is of the user {profile.id}, not of {typed.user_id}.")
    return Known(profile.id, profile.username, await _publications(medium, profile.id))


async def _as_typed(medium: Medium, typed: Typed) -> Known:
    username = typed.username.strip().removeprefix("@") or None
    try:
        return Known(typed.user_id, username, await _publications(medium, typed.user_id), is_confirmed=False)
    except Rejected as refusal:
        raise Refused(f"Medium knows no user {typed.user_id}: {refusal}") from None


async def _publications(medium: Medium, user_id: str) -> tuple[Publication, ...]:
    """None where Medium will not list them: that says nothing against the token."""
    try:
        return tuple(await medium.publications(user_id))
    except (Forbidden, Blocked, TryLater):
        return ()


async def connect(
    desk: Services, label: str, token: SecretStr | None, zone: str, typed: Typed = NOT_TYPED
) -> tuple[Account, Known | None]:
    """A new account; without a token its articles are handed to the writer."""
    name = _label(label)
    async with desk.database.session() as session:
        await _require_free(session, name)
    known = await introduce(desk, token, typed) if token else None
    async with desk.database.session() as session:
        await _require_free(session, name)
        account = Account(label=name, zone=zone, created_at=desk.clock())
        session.add(account)
        if token and known:
            await _keep_token(desk, session, account, token, known)
    return account, known


async def give_token(
    desk: Services, account_id: int, token: SecretStr, typed: Typed = NOT_TYPED, *, other: bool = False
) -> Known:
    """Another token for an account. One of another profile is refused unless that is meant."""
    known = await introduce(desk, token, typed)
    async with desk.database.session() as session:
        account = await accounts.account(session, account_id, for_change=True)
        if account.medium_user_id not in (None, known.user_id) and not other:
            before, now = account.medium_username or account.medium_user_id, known.username or known.user_id
            raise Refused(
                f"{account.label} posts as {before}, and this token is of {now}. Nothing was changed. If another "
                "profile is meant, say so (--other-profile)."
            )
        await _keep_token(desk, session, account, token, known)
    return known


async def _keep_token(desk: Services, session: AsyncSession, account: Account, token: SecretStr, known: Known) -> None:
    await session.flush()
    before = await connections.connection_of(session, account.id)
    if before is not None and before.state is Connection.DISCONNECTED:
        account.is_paused = False
    account.medium_token = desk.vault.seal(SecretStr("".join(token.get_secret_value().split())))
    account.medium_user_id, account.medium_username = known.user_id, known.username or account.medium_username
    session.add(account)
    kept = await connections.note(session, account.id, Connection.WELL, "", desk.clock())
    kept.well_at = kept.well_at if known.is_confirmed else None  # what was typed proves nothing yet


async def rename(desk: Services, account_id: int, new: str) -> str:
    name = _label(new)
    async with desk.database.session() as session:
        account = await accounts.account(session, account_id, for_change=True)
        if name.lower() != account.label.lower():
            await _require_free(session, name)
        account.label = name
        session.add(account)
    return name


async def pause(desk: Services, account_id: int, *, is_paused: bool) -> None:
    """While it is paused nothing of the account begins and nothing goes out; what somebody decides is kept."""
    async with desk.database.session() as session:
        account = await accounts.account(session, account_id, for_change=True)
        account.is_paused = is_paused


@dataclass(frozen=True)
class Disconnected:
    """What became of the articles that were not ended."""

    held: tuple[str, ...]
    going_out: tuple[str, ...]  # nobody can hold what is on its way to Medium


async def disconnect(desk: Services, account_id: int) -> Disconnected:
    """Paused first, so that nothing begins meanwhile; then its articles are held, and the token is deleted."""
    async with desk.database.session() as session:
        account = await accounts.account(session, account_id, for_change=True)
        account.is_paused = True
        session.add(account)
    async with desk.database.session() as session:
        live = [each for each in await articles.articles(session, account.id) if each.stage not in ENDED]
    held, going_out = list[str](), list[str]()
    for each in live:
        (held if await _is_held(desk, each.id) else going_out).append(each.called)
    async with desk.database.session() as session:
        account = await accounts.account(session, account_id, for_change=True)
        account.medium_token = None
        session.add(account)
        await connections.note(session, account.id, Connection.DISCONNECTED, "", desk.clock())
    return Disconnected(tuple(held), tuple(going_out))


async def _is_held(desk: Services, article_id: int) -> bool:
    try:
        await hold_article(desk, article_id, "its account was disconnected")
    except Refused:  # it went on its way to Medium, or ended, since it was looked at
        return False
    return True


async def send_test_draft(desk: Services, account_id: int, publication_id: str | None = None) -> Posted:
    """A draft that only its writer sees, once a minute at most. It counts among Medium's ten posts a day."""
    async with desk.database.session() as session:
        account = await accounts.account(session, account_id)
    token, user_id = _token_of(desk, account)
    options = PublishingOptions(status=PublishStatus.DRAFT, publication_id=publication_id)
    post = Post(title=_TEST_TITLE, content=_TEST_CONTENT, options=options)

    async def act() -> Json:
        return (await desk.medium(token).create_post(user_id, post)).model_dump(mode="json")

    key = f"account:{account.id}:test:{publication_id or 'profile'}:{desk.clock():%Y-%m-%dT%H:%M}"
    return Posted.model_validate(await desk.effects.once(key, EffectKind.TEST_DRAFT, act))


async def same_profile(session: AsyncSession, account: Account) -> Sequence[str]:
    """The labels of other accounts that post as the same person: they share Medium's ten posts a day."""
    return await profiles.others_of_person(session, account)


async def look(
    desk: Services, account: Account, was_well: bool, sleep: Sleep = asyncio.sleep
) -> tuple[Connection, str]:
    """How the account's token fares right now, and Medium's own words."""
    token, user_id = _token_of(desk, account)
    medium = desk.medium(token, sleep)
    try:
        await _ask(medium, user_id)
    except (TryLater, NeedsPerson) as trouble:
        return state_by(trouble, was_well), str(trouble)
    return Connection.WELL, ""


def state_by(trouble: TryLater | NeedsPerson, was_well: bool) -> Connection:
    match trouble:
        case TokenRefused():
            return Connection.REVOKED if was_well else Connection.BAD
        case Blocked():
            return Connection.BLOCKED
        case RateLimited():
            return Connection.RATE_LIMITED
        case _:
            return Connection.UNREACHABLE


async def _ask(medium: Medium, user_id: str) -> None:
    """A token that may not ask who it is may still be good: a refusal in Medium's own form knows it."""
    try:
        await medium.me()
    except Forbidden:
        try:
            await medium.publications(user_id)
        except Forbidden:
            return


def _token_of(desk: Services, account: Account) -> tuple[SecretStr, str]:
    if account.medium_token is None or account.medium_user_id is None:
        raise Refused(f"{account.label} has no token: its articles are handed to you. Give it one first.")
    return desk.vault.open(account.medium_token), account.medium_user_id


def _label(words: str) -> str:
    label = " ".join(words.split())
    if not label or len(label) > 60:  # noqa: PLR2004 - it stands on buttons and in lists
        raise Refused("An account's label has 1 to 60 characters.")
    return label


async def _require_free(session: AsyncSession, label: str) -> None:
    if label.lower() in {known.label.lower() for known in await accounts.accounts(session)}:
        raise Refused(f"There is an account called {label!r} already.")
