"""Owns what Medium allows in a publication at the moment of publishing, and what its answer says that it kept."""

from pydantic import SecretStr

from integrations.medium.results import Posted
from integrations.publications import role_now
from integrations.sealing import Going
from integrations.services import Services
from models.domain.errors import NeedsPerson
from models.domain.kept import Kept
from models.domain.publication import PublishingOptions
from models.domain.publications import as_contributor


async def as_it_may(desk: Services, sealed: Going, token: SecretStr) -> PublishingOptions:
    """As it was approved; but a writer's story goes into a publication as a draft, whatever was wished."""
    publication, author = sealed.options.publication_id, sealed.account.medium_user_id
    if publication is None or author is None:
        return sealed.options
    found = await role_now(desk.medium(token), publication, author)
    if found is None:
        raise NeedsPerson(f"{sealed.account.label} may not post in its publication any more: choose another, or none.")
    return as_contributor(sealed.options, found)


def kept_of(posted: Posted) -> Kept:
    return Kept(posted.title, posted.tags, posted.status, posted.licence, posted.canonical_url)
