"""Owns the feed as XML: the shape of Medium's RSS, with the traits that readers of it have to cope with.

Traits of recorded feeds: titles and texts in CDATA, links with `?source=rss-...`, no title in the text, smaller
headings, a tracking image at the end, and under a publication's stories a line that says where they were published.
"""

import functools
from datetime import UTC, datetime
from email.utils import format_datetime
from html import escape

from integrations.simulators.medium.readable import as_html, clean, for_the_feed
from integrations.simulators.medium.records import Story, moment

LATEST = 10  # a feed holds the ten latest


def feed_of(title: str, link: str, root: str, stories: list[Story], now: float) -> str:
    source = "rss-" + "0" * 12 + "------2"
    items = "".join(_item(story, root, source) for story in stories)
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<rss xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:content="http://purl.org/rss/1.0/modules/content/"
 xmlns:atom="http://www.w3.org/2005/Atom" version="2.0"><channel>
<title>{_cdata(title)}</title><description>{_cdata(title)}</description><link>{escape(link)}?source={source}</link>
<generator>Medium</generator><lastBuildDate>{_rfc_822(moment(now))}</lastBuildDate>
<webMaster>{_cdata("yourfriends@medium.com")}</webMaster>
{items}</channel></rss>"""


def story_html(story: Story, root: str, *, names_lost_images: bool = False) -> str:
    """The story as a reader gets it, with the images that were fetched served from here."""
    ours = tuple((image.src, f"{root}/images/{image.name}") for image in story.images if image.fetched)
    return _cleaned(story.content, story.content_format, ours, names_lost_images)


@functools.lru_cache(maxsize=512)  # a feed shows ten stories anew each time, and cleaning one takes milliseconds
def _cleaned(content: str, content_format: str, ours: tuple[tuple[str, str], ...], names_lost_images: bool) -> str:
    return clean(as_html(content, content_format), dict(ours).get, names_lost_images=names_lost_images)


def _item(story: Story, root: str, source: str) -> str:
    published = moment(story.published_at or story.created_at)
    categories = "".join(f"<category>{_cdata(tag.lower().replace(' ', '-'))}</category>" for tag in story.tags)
    text = for_the_feed(story_html(story, root)) + _tracking(story, root) + _footer(story, root)
    return f"""<item><title>{_cdata(story.title)}</title>
<link>{escape(root + story.path)}?source={source}</link>
<guid isPermaLink="false">https://medium.com/p/{story.id}</guid>{categories}
<dc:creator>{_cdata(story.username)}</dc:creator><pubDate>{_rfc_822(published)}</pubDate>
<atom:updated>{published.isoformat(timespec="milliseconds").replace("+00:00", "Z")}</atom:updated>
<content:encoded>{_cdata(text)}</content:encoded></item>
"""


def _tracking(story: Story, root: str) -> str:
    return f'<img src="{root}/_/stat?event=post.clientViewed&postId={story.id}" width="1" height="1" alt="">'


def _footer(story: Story, root: str) -> str:
    if not story.publication_slug:
        return ""
    return (
        f'<hr><p><a href="{root + story.path}">{escape(story.title)}</a> was originally published in '
        f'<a href="{root}/{story.publication_slug}">{escape(story.publication_name or "")}</a> on Medium, where people '
        "are continuing the conversation by highlighting and responding to this story.</p>"
    )


def _rfc_822(when: datetime) -> str:
    return format_datetime(when.astimezone(UTC), usegmt=True)


def _cdata(text: str) -> str:
    return f"<![CDATA[{text.replace(']]>', ']]]]><![CDATA[>')}]]>"
