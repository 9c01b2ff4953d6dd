"""What readers of the simulated Medium get: feeds, pages and images, none of which may do harm."""

from collections.abc import AsyncIterator
from pathlib import Path

import feedparser
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from integrations.simulators.medium.readable import clean
from tests.integrations.medium.served import DEMO_ID, Simulated, served, simulated_medium

PNG = b"\x89PNG\r\n\x1a\n" + b"pixels" * 30
POSTS = f"/users/{DEMO_ID}/posts"
STORY = {"title": "Tides", "contentFormat": "html", "content": "<h1>Tides</h1><h2>And times</h2><p>The sea.</p>"}


@pytest.fixture
async def simulated(tmp_path: Path) -> AsyncIterator[Simulated]:
    async with simulated_medium(tmp_path) as running:
        yield running


async def titles_in(simulated: Simulated, feed: str) -> list[str]:
    parsed = feedparser.parse((await simulated.get(f"/feed/{feed}", None)).text)
    return [entry.title for entry in parsed.entries]


async def test_a_feed_holds_the_ten_latest_with_the_newest_first(simulated: Simulated) -> None:
    await simulated.order("users", token="t2", username="nia", posts_per_day=99)
    nia = (await simulated.get("/v1/me", "t2")).json()["data"]["id"]
    for number in range(12):
        await simulated.send(f"/users/{nia}/posts", "t2", **STORY | {"title": f"Story {number}"})
    assert await titles_in(simulated, "@nia") == [f"Story {number}" for number in range(11, 1, -1)]


async def test_a_feed_has_the_traits_of_mediums(simulated: Simulated) -> None:
    data = (await simulated.send(POSTS, **STORY, tags=["Sea Life"])).json()["data"]
    document = (await simulated.get("/feed/@demo", None)).text
    assert f'<guid isPermaLink="false">https://medium.com/p/{data["id"]}</guid>' in document
    assert "<category><![CDATA[sea-life]]></category>" in document
    assert "<dc:creator>" in document
    assert "<atom:updated>" in document
    assert "<h4>And times</h4><p>The sea.</p>" in document
    assert "<h1>" not in document


async def test_a_story_shows_up_after_the_delay(simulated: Simulated) -> None:
    await simulated.order("feed_delay", seconds=600)
    await simulated.send(POSTS, **STORY)
    assert await titles_in(simulated, "@demo") == []
    await simulated.order("clock", advance_seconds=601)
    assert await titles_in(simulated, "@demo") == ["Tides"]


async def test_drafts_and_unlisted_stories_are_in_no_feed(simulated: Simulated) -> None:
    for status in ("draft", "unlisted"):
        await simulated.send(POSTS, **STORY, publishStatus=status)
    assert await titles_in(simulated, "@demo") == []


async def test_a_draft_that_its_author_publishes_enters_the_feed(simulated: Simulated) -> None:
    draft = (await simulated.send(POSTS, **STORY, publishStatus="draft")).json()["data"]["id"]
    await simulated.order(f"posts/{draft}/publish")
    assert await titles_in(simulated, "@demo") == ["Tides"]


async def test_a_story_that_was_pasted_by_hand_enters_the_feed(simulated: Simulated) -> None:
    story = await simulated.order("by_hand", username="demo", title="By hand", content="<p>x</p>", tags=list("abcde"))
    assert await titles_in(simulated, "@demo") == ["By hand"]
    assert (await simulated.http.get(story["url"])).status_code == 200
    (kept,) = await simulated.posts()
    assert (kept["request"], kept["tags"]) == ("", list("abcde"))


async def test_a_publications_feed_has_its_stories_and_says_where_they_were_published(simulated: Simulated) -> None:
    nia = await simulated.order("users", token="t2", username="nia", publications=[{"name": "The Quay"}])
    await simulated.send(f"/publications/{nia['publications'][0]['id']}/posts", "t2", **STORY)
    await simulated.send(f"/users/{nia['id']}/posts", "t2", **STORY | {"title": "Her own"})
    assert await titles_in(simulated, "the-quay") == ["Tides"]
    assert "was originally published in" in (await simulated.get("/feed/the-quay", None)).text


@pytest.mark.parametrize("path", ["/feed/@nobody", "/feed/nothing", "/@nobody", "/@demo/x-1", "/p/1", "/images/x.png"])
async def test_what_is_not_there_is_not_found(simulated: Simulated, path: str) -> None:
    assert (await simulated.get(path, None)).status_code == 404


async def test_a_story_is_a_page_that_loads_nothing_from_elsewhere(simulated: Simulated) -> None:
    content = "# Tides\n\n<script>alert(1)</script>\n\n![x](https://example.org/a.png) <a href='javascript:x'>go</a>"
    data = (await simulated.send(POSTS, **STORY | {"content": content, "contentFormat": "markdown"})).json()["data"]
    page = await simulated.http.get(data["url"])
    assert "default-src 'none'" in page.headers["content-security-policy"]
    assert "<h1>Tides</h1>" in page.text
    assert "<script" not in page.text
    assert "javascript:" not in page.text
    assert 'src="https://example.org' not in page.text
    assert "could not fetch: https://example.org/a.png" in page.text


async def test_the_short_address_leads_to_the_story(simulated: Simulated) -> None:
    data = (await simulated.send(POSTS, **STORY)).json()["data"]
    answer = await simulated.get(f"/p/{data['id']}", None)
    assert (answer.status_code, answer.headers["location"]) == (302, data["url"])


async def test_a_title_cannot_break_out_of_its_page_or_feed(simulated: Simulated) -> None:
    title = "]]></title><script>alert(1)</script>"
    data = (await simulated.send(POSTS, **STORY | {"title": title})).json()["data"]
    assert "<script" not in (await simulated.http.get(data["url"])).text
    assert await titles_in(simulated, "@demo") == [title]


async def test_images_on_loopback_are_fetched_when_the_post_is_created(simulated: Simulated) -> None:
    asked: list[str] = []

    async def serve(request: Request) -> Response:
        asked.append(request.url.path)
        return Response(PNG, media_type="image/png") if request.url.path == "/a.png" else Response("no", 403)

    async with served(Starlette(routes=[Route("/{name}", serve)])) as store:
        sources = [f"{store}/a.png", f"{store}/refused.png", "http://127.0.0.1:1/b.png", "http://198.51.100.1/c.png"]
        content = "<h1>T</h1>" + "".join(f'<img src="{source}">' for source in sources)
        data = (await simulated.send(POSTS, **STORY | {"content": content})).json()["data"]
    (kept,) = await simulated.posts()
    assert [(image["src"], image["fetched"]) for image in kept["images"]] == list(
        zip(sources, [True, False, False, False], strict=True)
    )
    assert asked == ["/a.png", "/refused.png"]
    page = (await simulated.http.get(data["url"])).text
    (image,) = (await simulated.http.get(f"{simulated.root}/_sim/medium/images")).json()
    assert f'src="{simulated.root}/medium/images/{image["name"]}"' in page
    assert (await simulated.get(f"/images/{image['name']}", None)).content == PNG


async def test_an_uploaded_image_needs_no_fetching(simulated: Simulated) -> None:
    uploaded = await simulated.client().upload_image(PNG, "image/png")
    content = f'<h1>T</h1><figure><img src="{uploaded.url}" alt="a harbour"></figure>'
    data = (await simulated.send(POSTS, **STORY | {"content": content})).json()["data"]
    assert f'<img src="{uploaded.url}" alt="a harbour">' in (await simulated.http.get(data["url"])).text
    assert simulated.names_called() == ["images", "post", "story"]


@pytest.mark.parametrize(
    ("dirty", "cleaned"),
    [
        ("<p onclick=x()>a</p>", "<p>a</p>"),
        ("<p>a<b>c", "<p>a<b>c</b></p>"),
        ("</p></div>a", "a"),
        ("<style>p{}</style><svg><script>x</script></svg>a", "a"),
        ("<table><tr><td>a</td></tr></table>", "a"),
        ("&lt;script&gt;", "&lt;script&gt;"),
        ("<scr<script>ipt>a", "ipt&gt;a"),
        ('<a href="javascript:x">a</a>', "<a>a</a>"),
        (
            '<a href=" https://example.org/?a&b ">a</a>',
            '<a href="https://example.org/?a&amp;b" rel="nofollow noopener">a</a>',
        ),
        ('<img src="x" onerror="y">', ""),
        ("<pre><code class=language-sh>ls</code></pre>", "<pre><code>ls</code></pre>"),
    ],
)
def test_only_harmless_html_is_left(dirty: str, cleaned: str) -> None:
    assert clean(dirty, lambda _: None) == cleaned
