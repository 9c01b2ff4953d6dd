"""Owns a worker without a seal: it publishes an article as it is now, whatever was approved."""

from sqlmodel.ext.asyncio.session import AsyncSession

from deployments.cli import app
from models.tables import Article
from tasks import publishing


async def _always_fits(_session: AsyncSession, article: Article) -> str | None:
    return article.seal


def break_guard() -> None:
    vars(publishing).update(seal_of=_always_fits)


if __name__ == "__main__":
    break_guard()
    app(["run", "worker"])
