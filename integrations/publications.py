"""Owns what Medium tells of an account's publications: which there are, and the role that is had in each."""

from integrations.medium.client import Medium
from integrations.medium.refusals import Forbidden, Rejected
from integrations.services import Services
from models.domain.errors import Refused
from models.domain.publications import ContributorRole, KnownPublication
from models.store import accounts


async def refresh(desk: Services, account_id: int) -> tuple[KnownPublication, ...]:
    """Ask Medium, and keep what it says with the account."""
    async with desk.database.session() as session:
        account = await accounts.account(session, account_id)
    if account.medium_token is None or account.medium_user_id is None:
        raise Refused(f"{account.label} has no token, so that nobody can ask Medium about its publications.")
    medium = desk.medium(desk.vault.open(account.medium_token))
    found = tuple(
        [
            KnownPublication(
                medium_id=each.id,
                name=each.name or each.id,
                role=await role_now(medium, each.id, account.medium_user_id),
            )
            for each in await medium.publications(account.medium_user_id)
        ]
    )
    async with desk.database.session() as session:
        kept = await accounts.account(session, account_id, for_change=True)
        kept.publications = [each.model_dump(mode="json") for each in found]
    return found


async def role_now(medium: Medium, publication_id: str, user_id: str) -> ContributorRole | None:
    """None where the writer has none there, or may not even ask: being listed does not mean that one may post."""
    try:
        people = await medium.contributors(publication_id)
    except (Forbidden, Rejected):
        return None
    return next((each.role for each in people if each.user_id == user_id), None)
