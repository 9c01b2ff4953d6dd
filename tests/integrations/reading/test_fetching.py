"""One safe GET: to the checked address, at every redirect, within limits of time, size and type."""

import gzip

import pytest
from starlette.responses import Response

from integrations.reading.fetching import Fetcher
from integrations.reading.network import Network
from integrations.reading.readable import text_of
from integrations.reading.refusals import Unreadable
from models.domain.errors import TryLater
from tests.integrations.reading.conftest import Site

TEXT = " ".join(f"Sentence number {number} says something of its own." for number in range(30))
ARTICLE = (
    f"<html><head><title>Letters</title></head><body><article><h1>Letters</h1><p>{TEXT}</p></article></body></html>"
)


async def test_a_page_is_reduced_to_its_text_with_title_author_and_site(site: Site) -> None:
    meta = '<meta name="author" content="Mira Example"><meta property="og:site_name" content="The Review">'
    link = site.show(
        "/letters", ARTICLE.replace("<title>", f"{meta}<title>").replace("<body>", "<body><nav>Menu</nav>")
    )
    page = await site.reader().read(link)
    assert (page.title, page.author, page.site, page.url) == ("Letters", "Mira Example", "The Review", link)
    assert "Sentence number 29 says" in page.text
    assert "Menu" not in page.text
    assert "<p>" not in page.text
    assert not page.is_cut


async def test_the_connection_goes_to_the_address_that_was_checked_and_the_name_is_looked_up_once(site: Site) -> None:
    """A name that points elsewhere at its second look-up finds nobody who looks."""
    looked_up: list[str] = []

    async def look_up(host: str, _: int) -> list[str]:
        looked_up.append(host)
        return ["127.0.0.1"] if len(looked_up) == 1 else ["10.0.0.1"]

    site.show("/page", ARTICLE)
    own = f"rebinding.example:{site.port}"
    await site.reader((own,), look_up).read(f"http://{own}/page")
    assert looked_up == ["rebinding.example"]
    assert site.asked == [(own, "/page")]


async def test_a_redirect_is_checked_like_a_link(site: Site) -> None:
    link = site.show("/moved", status_code=302, headers={"location": "http://169.254.169.254/latest/meta-data/"})
    with pytest.raises(Unreadable, match=r"169\.254\.169\.254.* does not lead to the public web"):
        await site.reader().read(link)
    link = site.show("/file", status_code=301, headers={"location": "file:///etc/passwd"})
    with pytest.raises(Unreadable, match="no link to a page"):
        await site.reader().read(link)


async def test_redirects_are_followed_to_the_page_and_its_address_is_kept(site: Site) -> None:
    site.show("/new", ARTICLE)
    link = site.show("/old", status_code=301, headers={"location": "/new"})
    assert (await site.reader().read(link)).url == f"{site.root}/new"


async def test_redirects_without_an_end_are_given_up(site: Site) -> None:
    link = site.show("/round", status_code=302, headers={"location": "/round"})
    with pytest.raises(Unreadable, match="/round sends us on and on"):
        await site.reader().read(link)
    assert len(site.asked) == 6


@pytest.mark.parametrize(
    ("status", "said"),
    [(401, "paywall"), (403, "paywall"), (402, "paywall"), (404, "is not there"), (410, "is not there"), (418, "418")],
)
async def test_a_refusal_is_told_in_words_that_name_the_link(site: Site, status: int, said: str) -> None:
    link = site.show("/refused", ARTICLE, status_code=status)
    with pytest.raises(Unreadable, match=said) as refusal:
        await site.reader().read(link)
    assert link in str(refusal.value)


@pytest.mark.parametrize("status", [408, 429, 500, 503])
async def test_a_site_that_is_busy_may_answer_later(site: Site, status: int) -> None:
    with pytest.raises(TryLater, match="right now"):
        await site.reader().read(site.show("/busy", status_code=status))


async def test_what_is_no_text_is_named_for_what_it_is(site: Site) -> None:
    with pytest.raises(Unreadable, match=r"/paper is a PDF\. Send the passage"):
        await site.reader().read(site.show("/paper", "%PDF-1.7", "application/pdf"))
    with pytest.raises(Unreadable, match=r"no page of text .image/png"):
        await site.reader().read(site.show("/photo", "", "image/png"))


async def test_a_huge_page_is_left_after_three_megabytes_also_when_it_is_packed_small(site: Site) -> None:
    with pytest.raises(Unreadable, match="larger than 3 MB"):
        await site.reader().read(site.show("/huge", "a" * (4 * 2**20)))
    bomb = gzip.compress(b"a" * (64 * 2**20))
    site.pages["/bomb"] = lambda _: Response(bomb, media_type="text/html", headers={"content-encoding": "gzip"})
    with pytest.raises(Unreadable, match="larger than 3 MB"):
        await site.reader().read(f"{site.root}/bomb")


async def test_a_page_that_is_packed_wrongly_is_said_to_be_damaged(site: Site) -> None:
    link = site.show("/torn", "no gzip at all", headers={"content-encoding": "gzip"})
    with pytest.raises(Unreadable, match="damaged"):
        await site.reader().read(link)


async def test_a_host_that_nobody_listens_on_may_come_back(site: Site) -> None:
    with pytest.raises(TryLater, match="cannot be reached"):
        await site.reader(("127.0.0.1:1",)).read("http://127.0.0.1:1/")


async def test_a_page_that_never_comes_is_left_in_time(site: Site) -> None:
    async def look_up(_: str, __: int) -> list[str]:
        raise TimeoutError

    with pytest.raises(TryLater, match="did not answer within 20 seconds"):
        await Fetcher(site.http, Network((), look_up)).fetch("http://slow.example/")


@pytest.mark.parametrize("link", ["not a link", "http://[::1", "http://exa mple/", "https://\x00/", "//no.scheme/", ""])
async def test_what_is_no_link_is_refused_in_words(site: Site, link: str) -> None:
    with pytest.raises(Unreadable):
        await site.reader().read(link)


async def test_no_cookie_is_kept(site: Site) -> None:
    seen: list[str | None] = []

    def page(request: object) -> Response:
        seen.append(request.headers.get("cookie"))  # type: ignore[attr-defined]
        return Response(ARTICLE, media_type="text/html", headers={"set-cookie": "visitor=7"})

    site.pages["/page"] = page
    for _ in range(2):
        await site.reader().read(f"{site.root}/page")
    assert seen == [None, None]


async def test_an_error_page_that_pretends_to_be_one_is_not_taken_for_a_text(site: Site) -> None:
    page = "<title>Just a moment...</title><p>" + "Checking your browser before you go on. " * 8 + "</p>"
    with pytest.raises(Unreadable, match=r"error page .“Just a moment"):
        await site.reader().read(site.show("/wall", page))


async def test_a_page_that_a_script_would_make_holds_nothing(site: Site) -> None:
    with pytest.raises(Unreadable, match="holds no text"):
        await site.reader().read(site.show("/app", "<html><body><div id=root></div></body></html>"))
    with pytest.raises(Unreadable, match="holds no text"):
        await site.reader().read(site.show("/nothing", ""))


async def test_a_page_behind_a_paywall_says_that_it_was_cut(site: Site) -> None:
    mark = '<script type="application/ld+json">{"@type": "NewsArticle", "isAccessibleForFree": "False"}</script>'
    assert (await site.reader().read(site.show("/paid", ARTICLE.replace("<body>", f"<body>{mark}")))).is_cut


async def test_plain_text_and_an_odd_charset_are_read(site: Site) -> None:
    page = await site.reader().read(site.show("/notes.txt", f"# Füße\n\n{TEXT}", "text/plain"))
    assert page.title == "Füße"
    latin = ARTICLE.replace("Letters", "Füße").encode("latin-1")
    site.pages["/latin"] = lambda _: Response(latin, headers={"content-type": "text/html; charset=iso-8859-1"})
    assert (await site.reader().read(f"{site.root}/latin")).title == "Füße"
    site.pages["/wrong"] = lambda _: Response(latin, headers={"content-type": "text/html; charset=klingon"})
    assert "Sentence number 3" in (await site.reader().read(f"{site.root}/wrong")).text


async def test_a_link_answers_when_something_is_there(site: Site) -> None:
    reader = site.reader()
    assert await reader.answers(site.show("/paper.pdf", "%PDF", "application/pdf"))
    assert await reader.answers(site.show("/", ARTICLE))
    assert not await reader.answers(site.show("/gone", status_code=404))
    assert not await reader.answers(site.show("/busy", status_code=503))
    assert not await reader.answers("http://192.168.0.1/router")
    assert not await reader.answers("javascript:alert(1)")


async def test_a_deep_link_that_leads_to_the_front_page_only_is_gone(site: Site) -> None:
    site.show("/", ARTICLE)
    assert not await site.reader().answers(site.show("/old/story", status_code=302, headers={"location": "/"}))


def test_the_text_of_a_story_comes_without_its_markup_also_without_a_page_around_it() -> None:
    paragraphs = [f"We kept {n} bees &amp; <em>fed</em> them." for n in range(9)]
    story = "<h3>Bees</h3>" + "".join(f"<p>{each}</p>" for each in paragraphs)
    assert text_of(story).splitlines()[-2:] == ["We kept 7 bees & fed them.", "We kept 8 bees & fed them."]
    assert text_of("<p>Hi.</p>") == "Hi."
    assert text_of("") == ""
