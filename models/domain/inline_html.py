"""Owns text inside a block as HTML that Medium keeps: emphasis, links, code, breaks; refuses any HTML of the source."""

from html import escape

from markdown_it.token import Token

from models.domain.commonmark import visible_text
from models.domain.image_references import is_image_source

_TAGS = {
    "em_open": "<em>",
    "em_close": "</em>",
    "strong_open": "<strong>",
    "strong_close": "</strong>",
    "link_close": "</a>",
    "softbreak": " ",
    "hardbreak": "<br>",
}


def inline_html(tokens: tuple[Token, ...]) -> str:
    return "".join(_tag(token) for token in tokens)


def figure(source: str, alt: str, caption: str) -> str:
    below = f"<figcaption>{escape(caption)}</figcaption>" if caption else ""
    return f'<figure><img src="{escape(source)}" alt="{escape(alt)}">{below}</figure>'


def lone_image(tokens: tuple[Token, ...]) -> str | None:
    """The figure of a paragraph that is nothing but an ordinary image; its title is the caption."""
    if len(tokens) != 1 or tokens[0].type != "image" or not is_image_source(_attribute(tokens[0], "src")):
        return None
    image = tokens[0]
    return figure(_attribute(image, "src"), _alt(image), _attribute(image, "title"))


def _tag(token: Token) -> str:
    match token.type:
        case "text" | "html_inline":
            return escape(token.content)
        case "code_inline":
            return f"<code>{escape(token.content)}</code>"
        case "link_open":
            return f'<a href="{escape(_attribute(token, "href"))}">'
        case "image":
            return _image(token)
        case kind:
            return _TAGS[kind]


def _image(token: Token) -> str:
    source = _attribute(token, "src")
    if not is_image_source(source):
        return escape(_alt(token))
    return f'<img src="{escape(source)}" alt="{escape(_alt(token))}">'


def _alt(image: Token) -> str:
    return visible_text(tuple(image.children or ()))


def _attribute(token: Token, name: str) -> str:
    return str(token.attrGet(name) or "")
