"""Owns how a test fills in the forms of an article's page, as a browser sends them."""

import httpx

from models.tables import Article, Review


def form(review: Review, **fields: str) -> dict[str, str]:
    return {"review_id": str(review.id), "subject_hash": review.subject_hash, **fields}


async def page(browser: httpx.AsyncClient, article: Article) -> str:
    answer = await browser.get(f"/articles/{article.id}")
    assert answer.status_code == 200
    return answer.text


async def sent(browser: httpx.AsyncClient, article: Article, action: str, data: dict[str, str]) -> httpx.Response:
    return await browser.post(f"/articles/{article.id}/{action}", data=data, follow_redirects=True)
