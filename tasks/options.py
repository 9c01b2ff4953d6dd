"""Owns how an article goes out: the account's defaults with what the article overrides, and that in words."""

from models.domain.publication import PublishingOptions
from models.tables import Account, Article


def options_of(article: Article, account: Account) -> PublishingOptions:
    return PublishingOptions.model_validate(account.options | article.options)


def in_words(options: PublishingOptions) -> str:
    followers = "followers are notified" if options.notify_followers else "followers are not notified"
    return f"{options.status}, {options.licence.replace('-', ' ')}, {followers}"
