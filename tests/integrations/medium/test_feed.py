"""The feed as Medium sends it: a recorded shape, and the simulator's."""

import httpx
import pytest

from integrations.medium.feed import FeedItem, items_in, read_feed
from integrations.medium.refusals import Rejected
from models.domain.errors import TryLater
from models.domain.publication import Post, PublishingOptions, PublishStatus, fingerprint
from tests.integrations.medium.served import DEMO_ID, DEMO_TOKEN, Simulated

# the shape of a recorded item: CDATA, a link with its source, tags in lower case, a time with milliseconds
RECORDED = b"""<?xml version="1.0" encoding="UTF-8"?><rss xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:atom="http://www.w3.org/2005/Atom" version="2.0">
<channel><title><![CDATA[Stories by A Writer on Medium]]></title><link>https://medium.com/@w?source=rss-1</link><item>
<title><![CDATA[What streams are & how]]></title>
<link>https://blog.example.com/what-streams-are-127d84078424?source=rss-8717e15cbfc4------2</link>
<guid isPermaLink="false">https://medium.com/p/127d84078424</guid>
<category><![CDATA[combine]]></category><category><![CDATA[swift]]></category>
<dc:creator><![CDATA[A Writer]]></dc:creator><pubDate>Fri, 24 Nov 2023 18:27:40 GMT</pubDate>
<atom:updated>2023-11-27T01:00:29.603Z</atom:updated>
<content:encoded><![CDATA[<h4>A subtitle</h4><figure><img alt="" src="https://cdn-images-1.medium.com/max/1024/0*n" />
<figcaption>A photo</figcaption></figure><p>It\xe2\x80\x99s a stream of values over time.</p>
<img src="https://medium.com/_/stat?event=post.clientViewed" width="1" height="1" alt=""><hr><p>
<a href="https://blog.example.com/x">What streams are</a> was originally published in
<a href="https://blog.example.com">A Blog</a> on Medium, where people are continuing the conversation by highlighting
and responding to this story.</p>]]></content:encoded></item>
<item><title>No identity</title><link>https://x</link><guid>elsewhere</guid>
<pubDate>Fri, 24 Nov 2023 18:27:40 GMT</pubDate></item>
<item><title>No time</title><link>https://x</link><guid>https://medium.com/p/abc</guid></item></channel></rss>"""

CONTENT = """# The title

## A subtitle

![A harbour](https://example.org/a.png)

*Image made by a model*

It's **early** in the [harbour](https://example.org/harbour "there"): the boats -- all three of them -- are "back".

1. first the nets
2. then the fish

```python
boats = 3 < 4
```
"""


def post(content: str = CONTENT, **options: object) -> Post:
    chosen = PublishingOptions.model_validate({"content_format": "markdown"} | options)
    return Post(title="The title", content=content, tags=("Sea Life", "harbours"), options=chosen)


async def feed_of(simulated: Simulated, username: str = "demo") -> list[FeedItem]:
    return await read_feed(simulated.http, simulated.feed, username, sleep=simulated.wait)


def test_a_recorded_item_is_read_and_what_identifies_nothing_is_left_out() -> None:
    (item,) = items_in(RECORDED)
    assert (item.id, item.title) == ("127d84078424", "What streams are & how")
    assert item.url == "https://blog.example.com/what-streams-are-127d84078424"
    assert item.published_at.isoformat() == "2023-11-24T18:27:40+00:00"
    assert item.tags == ("combine", "swift")


def test_the_line_under_a_publications_story_is_not_part_of_it() -> None:
    (item,) = items_in(RECORDED)
    assert item.fingerprint == fingerprint("# T\n\n## A subtitle\n\nA photo\n\nIt's a *stream* of values over time.")


async def test_our_own_post_is_recognised_in_the_feed(simulated: Simulated) -> None:
    posted = await simulated.client().create_post(DEMO_ID, post())
    (item,) = await feed_of(simulated)
    assert (item.id, item.url, item.title) == (posted.id, posted.url, "The title")
    assert item.fingerprint == fingerprint(CONTENT)
    assert item.tags == ("sea-life", "harbours")


async def test_a_post_in_a_publication_is_recognised_too(simulated: Simulated) -> None:
    user = await simulated.order("users", token="t2", username="nia", publications=[{"name": "The Quay"}])
    await simulated.client("t2").create_post(user["id"], post(publication_id=user["publications"][0]["id"]))
    (item,) = await feed_of(simulated, "@nia")
    assert item.fingerprint == fingerprint(CONTENT)


async def test_drafts_and_unlisted_stories_are_absent(simulated: Simulated) -> None:
    for status in (PublishStatus.DRAFT, PublishStatus.UNLISTED):
        await simulated.client().create_post(DEMO_ID, post(status=status))
    assert await feed_of(simulated) == []


async def test_a_page_instead_of_a_feed_is_tried_again_later(simulated: Simulated) -> None:
    simulated.suffer(method="feed", kind="html", status=403, count=9)
    with pytest.raises(TryLater, match="403"):
        await feed_of(simulated)
    assert len(simulated.waits) == 3
    with pytest.raises(TryLater):
        items_in(b"<!DOCTYPE html><title>Just a moment...</title>")


async def test_a_feed_that_answers_at_last_is_read(simulated: Simulated) -> None:
    simulated.suffer(method="feed", kind="cut_before", count=1)
    simulated.suffer(method="feed", kind="half_body", count=1)
    assert await feed_of(simulated) == []
    assert simulated.names_called() == ["feed"] * 3


async def test_an_unknown_writer_has_no_feed(simulated: Simulated) -> None:
    with pytest.raises(Rejected, match="@nobody"):
        await feed_of(simulated, "nobody")


async def test_the_feed_is_read_without_the_token(simulated: Simulated) -> None:
    seen: list[httpx.Request] = []

    async def remember(request: httpx.Request) -> None:
        seen.append(request)

    simulated.http.event_hooks["request"].append(remember)
    await feed_of(simulated)
    assert [DEMO_TOKEN in str(request.headers.raw) for request in seen] == [False]
