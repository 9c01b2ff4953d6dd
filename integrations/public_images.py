"""Owns images at their public address, from which Medium fetches them itself: put under S3_PUBLIC_URL, then read back.

The address names the bytes by their hash, and what comes back has to be those bytes: else nothing is sent. It refuses
an address that only this home could open.
"""

from hashlib import sha256

import httpx

from integrations.addresses import Address
from integrations.sealing import Going
from integrations.services import Services
from integrations.settings import Settings, is_on_the_web
from integrations.storage import PUBLIC, Storage
from models.domain.errors import NeedsPerson, Refused, TryLater
from models.domain.publication import ImagesBy
from models.tables import Image

_SECONDS = 10.0
_PROBE = f"{PUBLIC}is-it-shown.txt"
_SAID = b"Whoever reads this may read what lies under story/."
_OTHERWISE = "Set it, or say “images-by: upload”."


def public_key(image: Image) -> str:
    """The same for the same bytes, in whichever article they stand."""
    return f"{PUBLIC}{image.object_key}"


def has_images_to_fetch(found: Going) -> bool:
    """An account without a token hands off: then nothing is fetched for a post."""
    return found.options.images_by is ImagesBy.ADDRESS and bool(found.images) and found.account.medium_token is not None


def fault_of_addresses(desk: Services, found: Going) -> str:
    """Why its images can have no address that Medium could open, as the settings tell; empty where they can."""
    return _fault(desk.settings, desk.address) if has_images_to_fetch(found) else ""


def _fault(settings: Settings, address: Address) -> str:
    root = settings.s3_public_url
    if root is None:
        return f"Its images are to be fetched from a public address, and S3_PUBLIC_URL is not set. {_OTHERWISE}"
    if address.is_medium_itself and not is_on_the_web(root):
        return (
            "Its images are to be fetched from a public address, and S3_PUBLIC_URL is one that Medium cannot open "
            f"({root}): it has to be an https address on the web. {_OTHERWISE}"
        )
    return ""


async def shown_at(desk: Services, found: Going, image: Image) -> str:
    """Its address, when somebody without our keys has read the approved bytes there."""
    if fault := fault_of_addresses(desk, found):
        raise NeedsPerson(fault)
    key = public_key(image)
    await desk.storage.put_public(key, await desk.storage.get(image.object_key), image.content_type)
    address = f"{desk.settings.s3_public_url}/{key}"
    if await _hash_at(desk.http, address) != image.sha256:
        raise TryLater(
            f"The image at {address} is not to be seen there, so Medium could not fetch it. Let everybody read what "
            "lies under story/."
        )
    return address


async def is_root_shown(desk: Services) -> bool:
    """What cannot be put there now is not shown there either."""
    try:
        return await shows_what_is_put(desk.storage, desk.http, desk.settings.s3_public_url or "")
    except (TryLater, NeedsPerson, Refused):
        return False


async def shows_what_is_put(storage: Storage, http: httpx.AsyncClient, root: str) -> bool:
    """Whether somebody without our keys can read what lies under `story/`."""
    await storage.put_public(_PROBE, _SAID, "text/plain")
    return await _hash_at(http, f"{root}/{_PROBE}") == sha256(_SAID).hexdigest()


async def _hash_at(http: httpx.AsyncClient, address: str) -> str:
    try:
        answer = await http.get(address, timeout=_SECONDS, follow_redirects=True)
    except httpx.HTTPError:
        return ""
    return sha256(answer.content).hexdigest() if answer.is_success else ""
