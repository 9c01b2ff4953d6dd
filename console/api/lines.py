"""Owns how an article and an account look as a line of the API's answers."""

from console.api.shapes import AccountLine, ArticleLine
from integrations.logins import Visitor
from models.domain.people import Role
from models.domain.status import WORDS
from models.store.listing import Listed
from models.tables import Account, Article


def account_line(visitor: Visitor, account: Account) -> AccountLine:
    return AccountLine(
        id=account.id,
        label=account.label,
        zone=account.zone,
        is_paused=account.is_paused,
        role=Role.OWNER if visitor.reach.runs_the_desk else visitor.reach.roles[account.id],
    )


def line_of(each: Listed) -> ArticleLine:
    article = each.article
    return ArticleLine(
        id=article.id,
        account_id=article.account_id,
        account=each.account,
        title=each.title,
        topic=article.topic,
        stage=article.stage,
        status=WORDS[article.stage],
        standing=article.reason or article.stage.sentence,
        publish_at=article.publish_at,
        published_at=article.published_at,
        medium_url=article.medium_url,
    )


def line(article: Article, account: Account, title: str = "") -> ArticleLine:
    return line_of(Listed(article, title or article.topic, account.label, account.zone))
