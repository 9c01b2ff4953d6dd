"""Owns the end of an article that its writer puts on Medium by hand: their link, or Medium's feed, marks it published.

It refuses a story of somebody else, one that is another article's, and a second one for an article that is out.
"""

from html import escape

from sqlmodel.ext.asyncio.session import AsyncSession

from integrations.medium.feed import FeedItem
from integrations.resuming import drop_article, start_run
from integrations.services import Services
from models.domain.article import WAITS_FOR_A_LINK, Stage
from models.domain.errors import Refused
from models.domain.story_links import StoryLink
from models.store import accounts, articles, handed
from models.tables import Account, Article


async def finish_by_feed(desk: Services, article_id: int, item: FeedItem) -> bool:
    """Its writer did not tell us, and is told by a run of the article. False: it does not wait any more."""
    async with desk.database.session() as session:
        article = await articles.article(session, article_id, for_change=True)
        if article.stage not in WAITS_FOR_A_LINK or await handed.article_of_story(session, item.id) not in (
            None,
            article,
        ):
            return False
        articles.move(session, article, Stage.PUBLISHED, desk.clock(), "found in Medium's feed")
        article.medium_post_id, article.medium_url, article.published_at = item.id, item.url, item.published_at
        article.attempt, article.flow_run_id = article.attempt + 1, None
    await start_run(desk, article_id)
    return True


async def finish_by_link(desk: Services, article_id: int, link: StoryLink, person_id: int | None = None) -> str:
    """What to say to whoever sent it, in Telegram's HTML. The same link again is told the same, and changes nothing."""
    async with desk.database.session() as session:
        article = await articles.article(session, article_id, for_change=True)
        if article.stage is Stage.PUBLISHED and article.medium_post_id == link.story_id:
            return f"“{escape(article.called)}” is out already: {escape(article.medium_url or link.url)}"
        account = await accounts.account(session, article.account_id, for_change=True)
        await _require_its_own(session, article, account, link)
        _require_waiting(article)
        if article.stage is not Stage.PUBLISHED:
            articles.move(session, article, Stage.PUBLISHED, desk.clock(), "by the writer's link")
        article.medium_post_id, article.medium_url = link.story_id, link.url
        article.published_at = article.published_at or desk.clock()
        article.told_at = desk.clock()  # what comes back from here is the word to the writer
        articles.tell(session, article_id, f"its story is {link.url}", desk.clock(), person_id)
        learned = _learn_name(account, link)
    return f"🎉 “{escape(article.called)}” is out: {escape(link.url)}{learned}"


async def give_up(desk: Services, article_id: int) -> str:
    """An article that was handed to its writer, who will not publish it. Where that is over nothing changes."""
    async with desk.database.session() as session:
        article = await articles.article(session, article_id, for_change=True)
        if article.stage is Stage.HANDED_OFF:
            articles.move(session, article, Stage.DROPPED, desk.clock(), "given up by the writer")
            article.told_at = desk.clock()
    return f"It {article.stage.sentence}."


async def drop_or_give_up(desk: Services, article_id: int, reason: str) -> str:
    """Wherever it stands: one that was handed to its writer is given up, any other is dropped."""
    async with desk.database.session() as session:
        is_handed = (await articles.article(session, article_id)).stage is Stage.HANDED_OFF
    return await (give_up(desk, article_id) if is_handed else drop_article(desk, article_id, reason))


def _require_waiting(article: Article) -> None:
    """One that the writer found themselves is out, and its address may still come."""
    if article.stage is Stage.PUBLISHED and article.medium_url is not None:
        raise Refused(f"“{article.called}” is out already, as another story: {article.medium_url}")
    if article.stage not in WAITS_FOR_A_LINK | {Stage.PUBLISHED}:
        raise Refused(f"“{article.called}” {article.stage.sentence}: it does not wait for a link.")


async def _require_its_own(session: AsyncSession, article: Article, account: Account, link: StoryLink) -> None:
    taken = await handed.article_of_story(session, link.story_id)
    if taken is not None and taken.id != article.id:
        raise Refused(f"That story is “{taken.called}”, another article. Which address has “{article.called}”?")
    known = (account.medium_username or "").lower()
    for name in filter(None, (link.username, link.subdomain)):
        others = [each.label for each in await handed.accounts_of_writer(session, name) if each.id != account.id]
        if name.lower() != known and others:
            raise Refused(f"That story is by @{name}, which is the account {others[0]}, and not {account.label}.")
    if link.username and known and link.username.lower() != known:
        raise Refused(f"That story is by @{link.username}, and {account.label} writes as @{account.medium_username}.")


def _learn_name(account: Account, link: StoryLink) -> str:
    """Of an account without a token nobody told us its name on Medium; with it the feed can be looked at."""
    if account.medium_username is not None or link.username is None:
        return ""
    account.medium_username = link.username
    return f"\nFrom now on I look for stories of {escape(account.label)} in the feed of @{escape(link.username)}."
