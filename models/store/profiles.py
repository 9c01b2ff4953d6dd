"""Owns which accounts are one person on Medium, who has ten posts a day whatever they are called here: by Medium's id
of it, and where that is not known, as without a token, by the name after the @. Two ids are never one person.
"""

from collections.abc import Sequence

from sqlalchemy import ColumnElement
from sqlalchemy.orm import aliased
from sqlmodel import and_, col, func, or_, select
from sqlmodel.ext.asyncio.session import AsyncSession
from sqlmodel.sql.expression import SelectOfScalar

from models.tables import Account


def accounts_of_person(account: Account) -> SelectOfScalar[int]:
    """The numbers of all accounts that post as the same person as this one."""
    return select(Account.id).where(_is_same_person(account))


async def others_of_person(session: AsyncSession, account: Account) -> Sequence[str]:
    """Their labels."""
    query = select(Account.label).where(_is_same_person(account), Account.id != account.id)
    return (await session.exec(query.order_by(Account.label))).all()


def _is_same_person(account: Account) -> ColumnElement[bool]:
    twin = aliased(Account)
    name, twins_name = func.lower(Account.medium_username), func.lower(twin.medium_username)
    if account.medium_user_id is not None:
        is_known = col(Account.medium_user_id) == account.medium_user_id
        names = select(twins_name).where(twin.medium_user_id == account.medium_user_id)
    elif account.medium_username is not None:
        own = account.medium_username.lower()
        is_known = col(Account.medium_user_id).in_(select(twin.medium_user_id).where(twins_name == own))
        names = select(func.lower(own))
    else:
        return col(Account.id) == account.id
    is_named = and_(col(Account.medium_user_id).is_(None), name.in_(names))
    return or_(col(Account.id) == account.id, is_known, is_named)
