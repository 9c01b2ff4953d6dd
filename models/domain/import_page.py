"""Owns the page from which Medium imports a story: plain HTML, complete in itself. It refuses scripts and styles.

Medium's importer reads no script, wants the images in the HTML, and lists a story under the date that the page names:
so that is the day on which it is shown.
"""

from datetime import datetime
from html import escape

_POLICY = "default-src 'none'; img-src * data:"


def import_page(
    title: str, subtitle: str, rich: str, *, address: str, canonical: str | None, shown_at: datetime
) -> str:
    """`rich` is what `for_the_editor` gave, with whole addresses of its images."""
    moment, day = shown_at.isoformat(timespec="seconds"), f"{shown_at:%B} {shown_at.day}, {shown_at.year}"
    beneath = f"<h2>{escape(subtitle)}</h2>\n" if subtitle.strip() else ""
    head = [
        _meta("property", "og:type", "article"),
        _meta("property", "og:title", title),
        _meta("property", "og:url", address),
        _meta("property", "article:published_time", moment),
        f'<link rel="canonical" href="{escape(canonical or address)}">',
    ]
    return _page(
        title,
        head,
        f"<article>\n<h1>{escape(title)}</h1>\n{beneath}{rich}\n</article>\n"
        f'<footer><time datetime="{moment}">{day}</time></footer>',
    )


def moved_page(title: str, url: str) -> str:
    """For a place that cannot answer with a redirect."""
    head = [
        f'<meta http-equiv="refresh" content="0; url={escape(url)}">',
        f'<link rel="canonical" href="{escape(url)}">',
    ]
    return _page(title, head, f'<p><a href="{escape(url)}">{escape(title)}</a></p>')


def _page(title: str, head: list[str], body: str) -> str:
    always = [
        '<meta charset="utf-8">',
        f"<title>{escape(title)}</title>",
        _meta("name", "robots", "noindex, nofollow"),
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
    ]
    shown = "\n".join([*always, *head])
    return f"<!doctype html>\n<html>\n<head>\n{shown}\n</head>\n<body>\n{body}\n</body>\n</html>\n"


def _meta(key: str, name: str, content: str) -> str:
    return f'<meta {key}="{name}" content="{escape(content)}">'
