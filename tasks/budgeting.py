"""Owns what an account's ceiling means between the calls: an early word, and the way back of what was held for money.

An article whose call could not be paid goes on by itself, and its writer is told, as soon as the call can be: in a new
month, under a higher ceiling, or when somebody said what the model costs.
"""

from collections import defaultdict
from contextlib import suppress
from html import escape

from sqlmodel.ext.asyncio.session import AsyncSession

from integrations.affording import ceiling_of, cost_at_least, room_for
from integrations.resuming import resume_article
from integrations.services import Services
from integrations.telegram.noticing import Notice, say, unsaid
from models.domain.draft import Usage
from models.domain.errors import Refused
from models.domain.money import Room, is_near, month_of, usd
from models.domain.quiet_hours import is_quiet, read_quiet_hours
from models.domain.schedule import in_zone
from models.store import accounts, money
from models.tables import Account, Article

_AT_ONCE = 50


async def warn_of_ceilings(desk: Services) -> int:
    """Once a month for each account that comes near its ceiling, and in no quiet hours."""
    async with desk.database.session() as session:
        known = await accounts.accounts(session)
        months = {zone: month_of(desk.clock(), zone) for zone in {account.zone for account in known}}
        spent = {zone: await money.spent_by_account(session, *month) for zone, month in months.items()}
    near = [each for each in known if is_near(ceiling_of(desk, each), spent[each.zone].get(each.id, 0))]
    notices = await unsaid(
        desk, [_early_word(desk, each, spent[each.zone][each.id]) for each in near if _hears(desk, each)]
    )
    for notice in notices:
        await say(desk, notice)
    return len(notices)


def _hears(desk: Services, account: Account) -> bool:
    return not is_quiet(read_quiet_hours(account.quiet_hours, account.zone), desk.clock())


def _early_word(desk: Services, account: Account, spent: int) -> Notice:
    since, until = month_of(desk.clock(), account.zone)
    limit = usd(ceiling_of(desk, account) or 0)
    return Notice(
        key=f"account:{account.id}:near-its-ceiling:{since:%Y-%m}",
        account_id=account.id,
        html=(
            f"💰 {escape(account.label)} has spent {usd(spent)} of its {limit} for this month. "
            f"At the ceiling its articles are held until {escape(in_zone(until, account.zone))}; "
            "<code>/settings ceiling 50</code> raises it."
        ),
    )


async def let_go_on(desk: Services) -> int:
    """What was held for money and can be paid now, the most urgent first."""
    async with desk.database.session() as session:
        held = await money.waiting_for_money(session)
        found = await _payable(desk, session, held)
    for article in found:
        await say(desk, _word_of(article))
        with suppress(Refused):  # somebody was faster
            await resume_article(desk, article.id)
    return len(found)


async def _payable(desk: Services, session: AsyncSession, held: list[Article]) -> list[Article]:
    """Together they stay under the ceiling: what the first ones will use is not there for the others."""
    found, promised = list[Article](), defaultdict[int, int](int)
    for article in held:
        account = await accounts.account(session, article.account_id)
        if account.is_paused or len(found) == _AT_ONCE:
            continue
        used = [Usage.model_validate(each) for each in article.refused_call or []]
        least, strange = await cost_at_least(desk, session, account.id, used)
        key = f"article:{article.id}:goes-on"
        if not strange and await room_for(desk, session, account, key, least, promised[account.id]) is Room.ENOUGH:
            promised[account.id] += least
            found.append(article)
    return found


def _word_of(article: Article) -> Notice:
    return Notice(
        key=f"article:{article.id}:goes-on:{int(article.stage_since.timestamp())}",
        account_id=article.account_id,
        article_id=article.id,
        html=f"▶️ “{escape(article.called)}” goes on: what it was held for can be paid now.",
    )
