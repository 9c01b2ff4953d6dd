"""Owns how an article goes out: the account's defaults with what the article overrides."""

from models.domain.publication import PublishingOptions
from models.tables import Account, Article


def options_of(article: Article, account: Account) -> PublishingOptions:
    return PublishingOptions.model_validate(account.options | article.options)
