"""Owns how the publishing of an account is set in words: options, tags, categories, what readers are told of AI.

An article may have options of its own, which are typed the same way. What Medium would not take is refused.
"""

import re
from collections.abc import Callable, Sequence
from typing import Final

from integrations.account_setting import AccountSetting, Choice, chosen_from
from models.domain.errors import Refused
from models.domain.option_words import OFF, read_option
from models.domain.policy.wordings import disclosure_of, image_credit_of
from models.domain.publication import ContentFormat, ImagesBy, Licence, PublishingOptions, PublishStatus
from models.domain.publications import format_in_words, known_publications, licence_in_words
from models.domain.tagging import category_tags_in_words, read_category_tags, read_tags
from models.tables import Account

_LONGEST: Final = 300
_PROFILE: Final = re.compile(r"@?([\w.-]{1,60})", re.ASCII)
_YES, _NO = "yes", "no"
OWN_PROFILE: Final = "on your own profile"
STATUSES: Final = tuple(map(Choice, PublishStatus))
LICENCES: Final = tuple(Choice(each, licence_in_words(each)) for each in Licence)
FORMATS: Final = tuple(Choice(each, format_in_words(each)) for each in ContentFormat)
WAYS_OF_IMAGES: Final = (
    Choice(ImagesBy.UPLOAD, "handed to Medium"),
    Choice(ImagesBy.ADDRESS, "fetched by Medium from their public address"),
)
YES_OR_NO: Final = (Choice(_YES), Choice(_NO))


def _put_option(name: str) -> Callable[[Account, str], None]:
    def put(account: Account, words: str) -> None:
        account.options = account.options | read_option(name, words, known_publications(account.publications))

    return put


def _options(account: Account) -> PublishingOptions:
    return PublishingOptions.model_validate(account.options)


def _shown_publication(account: Account) -> str:
    wanted = _options(account).publication_id
    names = {each.medium_id: each.name for each in known_publications(account.publications)}
    return OFF if wanted is None else names.get(wanted, wanted)


def _put_tags(account: Account, words: str) -> None:
    account.tags = [] if words.strip().lower() in ("", OFF) else list(read_tags(words))


def _put_categories(account: Account, words: str) -> None:
    account.category_tags = {} if words.strip().lower() in ("", OFF) else read_category_tags(words)


def _put_ai(account: Account, words: str) -> None:
    if words.strip().lower() not in (_YES, _NO):
        raise Refused(f"AI is used here: “{_YES}” or “{_NO}”.")
    account.uses_ai = words.strip().lower() == _YES


def _put_disclosure(account: Account, words: str) -> None:
    account.disclosure = _line(words)


def _put_credit(account: Account, words: str) -> None:
    account.image_credit = _line(words)


def _put_profile(account: Account, words: str) -> None:
    if account.medium_user_id is not None:
        raise Refused(f"Medium itself says whose token {account.label} has: @{account.medium_username or '?'}.")
    written = _PROFILE.fullmatch(words.strip())
    if written is None:
        raise Refused("A name on Medium is what stands after the @ in medium.com/@name.")
    account.medium_username = None if written[1].lower() == OFF else written[1]


def _line(words: str) -> str:
    line = " ".join(words.split())
    if len(line) > _LONGEST:
        raise Refused(f"That is {len(line)} characters; at most {_LONGEST}.")
    return "" if line.lower() == OFF else line


def _publications(account: Account) -> Sequence[Choice]:
    """One that was chosen and is not known any more stays among them, so that the rest can be set."""
    known = {each.medium_id: each.name for each in known_publications(account.publications)}
    wanted = _options(account).publication_id
    strange = [] if wanted is None or wanted in known else [Choice(wanted)]
    return [Choice(OFF, OWN_PROFILE), *(Choice(key, name) for key, name in known.items()), *strange]


def _option(
    name: str,
    says: str,
    example: str,
    shown: Callable[[Account], str],
    typed: Callable[[Account], str] | None = None,
    choices: Callable[[Account], Sequence[Choice]] | None = None,
) -> AccountSetting:
    return AccountSetting(name, says, example, shown, _put_option(name), typed, choices)


PUBLISHING: Final = (
    AccountSetting(
        "profile",
        "your name on Medium: in its feed I find what you publish by hand",
        "@ada",
        lambda a: f"@{a.medium_username}" if a.medium_username else OFF,
        _put_profile,
    ),
    _option(
        "status",
        "who sees a story: public, unlisted or draft",
        "unlisted",
        lambda a: str(_options(a).status),
        choices=chosen_from(*STATUSES),
    ),
    _option(
        "licence",
        "under which licence",
        "cc-by",
        lambda a: licence_in_words(_options(a).licence),
        lambda a: _options(a).licence.value,
        chosen_from(*LICENCES),
    ),
    _option(
        "notify",
        "whether followers are told of it",
        "yes",
        lambda a: _YES if _options(a).notify_followers else _NO,
        choices=chosen_from(*YES_OR_NO),
    ),
    _option(
        "publication",
        "in which publication; off: on the own profile",
        OFF,
        _shown_publication,
        lambda a: _options(a).publication_id or OFF,
        _publications,
    ),
    _option(
        "format",
        "as what it is sent: html, markdown or plain",
        "html",
        lambda a: format_in_words(_options(a).content_format),
        lambda a: _options(a).content_format.value,
        chosen_from(*FORMATS),
    ),
    _option(
        "images-by",
        "how images come to Medium: upload, or address, from which Medium fetches them (wants S3_PUBLIC_URL)",
        "upload",
        lambda a: _options(a).images_by.value,
        choices=chosen_from(*WAYS_OF_IMAGES),
    ),
    _option(
        "origin",
        "the words under a story with a canonical address, before that address",
        "Originally published at",
        lambda a: _options(a).origin_line or OFF,
        lambda a: _options(a).origin_line,
    ),
    AccountSetting(
        "tags",
        "tags that every article has, the first ones",
        "Writing, Habits",
        lambda a: ", ".join(a.tags) or OFF,
        _put_tags,
        lambda a: ", ".join(a.tags),
    ),
    AccountSetting(
        "categories",
        "the tags that an article of a category has before these",
        "tech = Technology, Programming; life = Life",
        lambda a: category_tags_in_words(a.category_tags) or OFF,
        _put_categories,
        lambda a: category_tags_in_words(a.category_tags),
    ),
    AccountSetting(
        "ai",
        "whether a model writes or draws here, so that readers have to be told",
        _YES,
        lambda a: _YES if a.uses_ai else _NO,
        _put_ai,
        choices=chosen_from(*YES_OR_NO),
    ),
    AccountSetting(
        "disclosure",
        "the sentence that tells readers of AI; off: the one that is known for the language",
        "Drafted with the help of AI and edited by me.",
        lambda a: disclosure_of(a.language, a.disclosure) or OFF,
        _put_disclosure,
        lambda a: a.disclosure,
    ),
    AccountSetting(
        "image-credit",
        "the words under an image of a model; off: those that are known for the language",
        "Image made with AI",
        lambda a: image_credit_of(a.language, a.image_credit) or OFF,
        _put_credit,
        lambda a: a.image_credit,
    ),
)
