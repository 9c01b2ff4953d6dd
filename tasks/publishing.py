"""Owns the dangerous moment: one POST for one approved article, written down before and after.

A lost answer is looked up in the account's feed, and where that cannot tell, a person is asked. It is never repeated
blindly: whoever comes back here finds the open attempt and starts at the looking up.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from prefect import task
from pydantic import SecretStr

from integrations.abiding import broken_rules
from integrations.connection_checks import heed, heed_that_it_is_well
from integrations.medium.feed import FeedItem, read_feed
from integrations.medium.protocol import send_post
from integrations.medium.refusals import Blocked, RateLimited, Rejected, TokenRefused
from integrations.medium.results import Posted
from integrations.public_images import shown_at
from integrations.sealing import Going, going
from integrations.services import Services, services
from models.domain.article import Stage
from models.domain.comparison import Sent, status_sent
from models.domain.effects import AttemptOutcome, EffectKind
from models.domain.errors import NeedsPerson, Refused, TryLater, Unknown
from models.domain.image_references import fill_addresses, reference_to, references_in
from models.domain.kept import differences
from models.domain.policy.breach import in_one_line, stopping
from models.domain.publication import ImagesBy, Post, PublishStatus, fingerprint, is_same_story
from models.store import accounts, articles, attempts, effects, story_prints
from models.store.attempts import Intent
from models.tables import Article, Image, Json, PublishAttempt
from tasks.contributing import as_it_may, kept_of
from tasks.handing_off import BLOCKED, REFUSED, UNCONNECTED, hand_off
from tasks.lease import held
from tasks.policies import PUBLISH
from tasks.turns import grace_of, keep_the_pause, require_turn

FEED_PATIENCE = timedelta(minutes=2)  # how long a story may take to show up in the feed before a person is asked

_FOUND = "found in Medium's feed"
_MAYBE_TWICE = f"{_FOUND}, but the answer to a later try was lost: look whether the story is there twice"


@dataclass(frozen=True)
class _Found:
    """A story in the feed, and the attempt that it is of."""

    of: PublishAttempt
    item: FeedItem


@task(name="publish", task_run_name="Publish on Medium", **PUBLISH)
async def publish(article_id: int) -> None:
    desk = await services()
    async with desk.database.session() as session:
        attempt = await attempts.open_attempt(session, article_id)
        missing = await attempts.said_to_be_missing(session, article_id)
    if attempt is not None:  # before the seal is looked at: whatever changed since, this may already be out
        await _reconcile(desk, attempt, missing)
        return
    if missing and (found := await _in_feed(desk, missing)) is not None:  # later than the writer looked
        await _keep_found(desk, found)
        return
    sealed = await _sealed(desk, article_id)
    if sealed is None:
        await _ask_again(desk, article_id, "it is no longer what was approved")
    elif _is_too_late(desk, sealed):
        await _ask_again(desk, article_id, "its time was missed")
    elif sealed.account.medium_token is None or sealed.account.medium_user_id is None:
        await hand_off(desk, sealed, UNCONNECTED)
    else:
        await _post_or_hand_off(
            desk, sealed, desk.vault.open(sealed.account.medium_token), sealed.account.medium_user_id
        )


def _is_too_late(desk: Services, sealed: Going) -> bool:
    """Medium refused it for longer than the account's grace. A draft, which nobody else sees, is never too late."""
    is_late = sealed.article.publish_at < desk.clock() - grace_of(sealed.account)
    return is_late and sealed.options.status is not PublishStatus.DRAFT


async def _ask_again(desk: Services, article_id: int, reason: str) -> None:
    """Nothing goes out that was not approved for now; as it is, it is shown once more."""
    async with desk.database.session() as session:
        article = await effects.article_under(session, article_id, held())
        article.seal = None
        articles.move(session, article, Stage.FINAL_REVIEW, desk.clock(), reason)


async def _sealed(desk: Services, article_id: int) -> Going | None:
    """The article, if it still is what was approved."""
    async with desk.database.session() as session:
        found = await going(session, await articles.article(session, article_id))
    return found if found.article.seal is not None and is_as_approved(found) else None


def is_as_approved(found: Going) -> bool:
    return found.seal == found.article.seal


async def _post_or_hand_off(desk: Services, sealed: Going, token: SecretStr, author_id: str) -> None:
    """A token that is refused, or a network that is turned away, proves that nothing was posted: the writer can do it.

    A draft, which by the deadline rule nobody approved, is handed to nobody.
    """
    try:
        await _post(desk, sealed, token, author_id)
    except (TokenRefused, Blocked) as refusal:
        await heed(desk, sealed.account, refusal)
        if sealed.options.status is PublishStatus.DRAFT:
            raise
        await hand_off(desk, sealed, REFUSED if isinstance(refusal, TokenRefused) else BLOCKED)
    except RateLimited as refusal:
        await keep_the_pause(desk, sealed.article.id, token, refusal)
        raise
    else:
        await heed_that_it_is_well(desk, sealed.account)


async def _post(desk: Services, sealed: Going, token: SecretStr, author_id: str) -> None:
    """The gate is asked once more: what was approved may break a rule by now that it kept then."""
    content, written_as = sealed.content, sealed.options.content_format
    by_reference = {reference_to(image.sha256): image for image in sealed.images.values()}
    addresses = {
        reference: await _address_of(desk, sealed, token, by_reference[reference])
        for reference in references_in(content, written_as)
    }
    post = Post(
        title=sealed.draft.title,
        content=fill_addresses(content, addresses, written_as),
        tags=tuple(sealed.article.tags),
        options=await as_it_may(desk, sealed, token),
    )
    request = send_post(author_id, post)
    sent = Sent(path=request.path, body=request.body.decode(), addresses=addresses)
    intended: list[PublishAttempt] = []

    async def intend() -> None:
        intended.append(await _intend(desk, sealed, sent))
        await desk.effects.require_time(held())

    try:
        posted = await desk.medium(token).create_post(author_id, post, at_its_turn=intend)
    except (TryLater, Refused, NeedsPerson) as refusal:
        for attempt in intended:
            await _close(desk, attempt, AttemptOutcome.NOT_POSTED, str(refusal))
        raise
    except Unknown as lost:
        await _close(desk, intended[0], AttemptOutcome.UNKNOWN, str(lost))
        raise
    known = posted.model_copy(update={"status": posted.status or post.options.status})
    await _close(desk, intended[0], AttemptOutcome.POSTED, "Medium answered", known, sent=post)


async def _address_of(desk: Services, sealed: Going, token: SecretStr, image: Image) -> str:
    match sealed.options.images_by:
        case ImagesBy.UPLOAD:
            return await _uploaded(desk, sealed.article.id, token, image)
        case ImagesBy.ADDRESS:
            return await shown_at(desk, sealed, image)


async def _uploaded(desk: Services, article_id: int, token: SecretStr, image: Image) -> str:
    async def act() -> Json:
        data = await desk.storage.get(image.object_key)
        return {"url": (await desk.medium(token).upload_image(data, image.content_type)).url}

    key = f"article:{article_id}:upload:{image.sha256}"
    return str((await desk.effects.once(key, EffectKind.OBJECT, act, hold=held()))["url"])


async def _intend(desk: Services, sealed: Going, sent: Sent) -> PublishAttempt:
    """Written down before the request, under the lease: from here on an unrecorded answer counts as lost."""
    async with desk.database.session() as session:
        article = await effects.article_under(session, sealed.article.id, held())
        if article.stage is Stage.SCHEDULED:
            articles.move(session, article, Stage.PUBLISHING, desk.clock())
        if article.stage is not Stage.PUBLISHING:
            raise NeedsPerson("It was stopped at the last moment.")
        await require_turn(desk, session, article)
        if stops := stopping(await broken_rules(desk, session, article, story_prints.OUT)):
            raise NeedsPerson(in_one_line(stops))
        intent = Intent(article.seal or "", fingerprint(sealed.content), sealed.parts, sent.model_dump())
        return await attempts.intend(session, article.id, intent, desk.clock())


async def _close(
    desk: Services,
    attempt: PublishAttempt,
    outcome: AttemptOutcome,
    detail: str,
    posted: Posted | None = None,
    *,
    sent: Post | None = None,
) -> None:
    async with desk.database.session() as session:
        attempt = await session.merge(attempt)
        attempts.close(session, attempt, outcome, desk.clock(), detail)
        if posted is not None:
            attempt.post_id, attempt.url = posted.id, posted.url
            attempt.differences = list(differences(sent, kept_of(posted))) if sent is not None else []
            article = await articles.article(session, attempt.article_id, for_change=True)
            if posted.status is PublishStatus.DRAFT:
                article.medium_post_id, article.medium_url = posted.id, posted.url
                articles.move(session, article, Stage.LEFT_AS_DRAFT, desk.clock(), _why_a_draft(article, sent))
            else:
                _mark_published(article, posted.id, posted.url, posted.published_at or desk.clock())
                articles.move(session, article, Stage.PUBLISHED, desk.clock())


def _why_a_draft(article: Article, sent: Post | None) -> str:
    is_handed_in = sent is not None and sent.options.publication_id is not None
    return article.reason or ("it waits there to be handed in to its publication" if is_handed_in else "")


async def _reconcile(desk: Services, attempt: PublishAttempt, missing: Sequence[PublishAttempt]) -> None:
    """Is it there, or what was sent before it? The feed may be late, so it is given time; then a person is asked."""
    found = await _in_feed(desk, (attempt, *missing))
    if found is not None:
        await _keep_found(desk, found)
        return
    if _is_patient(desk, attempt):
        raise TryLater("Medium's answer was lost, and its feed does not show the story yet.")
    async with desk.database.session() as session:
        article = await effects.article_under(session, attempt.article_id, held())
        articles.move(session, article, Stage.UNCERTAIN, desk.clock())
        attempt = await session.merge(attempt)
        attempts.close(session, attempt, AttemptOutcome.UNKNOWN, desk.clock(), "the feed cannot tell")


async def _keep_found(desk: Services, found: _Found) -> None:
    async with desk.database.session() as session:
        article = await effects.article_under(session, found.of.article_id, held())
        if article.stage is Stage.SCHEDULED:
            articles.move(session, article, Stage.PUBLISHING, desk.clock())
        attempt, item = await session.merge(found.of), found.item
        attempts.close(session, attempt, AttemptOutcome.POSTED, desk.clock(), "found in the feed")
        attempt.post_id, attempt.url = item.id, item.url
        _mark_published(article, item.id, item.url, item.published_at)
        later = await attempts.open_attempt(session, article.id)
        articles.move(session, article, Stage.PUBLISHED, desk.clock(), _MAYBE_TWICE if later else _FOUND)


async def _in_feed(desk: Services, tried: Sequence[PublishAttempt]) -> _Found | None:
    """Of several attempts the last one comes first; how long a feed that is away is waited for goes by it."""
    last = tried[0]
    async with desk.database.session() as session:
        article = await articles.article(session, last.article_id)
        username = (await accounts.account(session, article.account_id)).medium_username
    if username is None:
        return None
    try:
        items = await read_feed(desk.http, desk.address.medium_feed_url, username)
    except Rejected:  # there is no such feed
        return None
    except TryLater:
        if _is_patient(desk, last):
            raise
        return None  # a person can look where we cannot
    async with desk.database.session() as session:
        taken = await articles.post_ids(session)
    for attempt in tried:
        if ours := [item for item in items if item.id not in taken and _is_of(attempt, item)]:
            return _Found(attempt, max(ours, key=lambda item: item.title == attempt.approved.get("title")))
    return None


def _is_of(attempt: PublishAttempt, item: FeedItem) -> bool:
    """An older story may be much the same: a text that is published anew, or one of a series."""
    return item.is_since(attempt.intended_at) and is_same_story(item.fingerprint, attempt.fingerprint)


def _is_patient(desk: Services, attempt: PublishAttempt) -> bool:
    """Counted from when the answer was known to be lost; a dead process could not note that. What is not public the
    feed does not show later either.
    """
    is_shown = status_sent(attempt.sent) is PublishStatus.PUBLIC
    return is_shown and desk.clock() < (attempt.ended_at or attempt.intended_at) + FEED_PATIENCE


def _mark_published(article: Article, post_id: str, url: str, at: datetime) -> None:
    article.medium_post_id, article.medium_url, article.published_at = post_id, url, at
