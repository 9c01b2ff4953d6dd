"""Owns a story's HTML, as Medium's feed and its export archive have it, as Markdown. It keeps every word.

Medium's editor makes few kinds of blocks, so each has its line here, and whatever else comes is gone through for its
words. Images stay at their addresses; the pixel by which Medium counts readers is left out.
"""

import re
from collections.abc import Iterator

from lxml import html as markup
from lxml.html import HtmlElement

_HEADINGS = {"h1": "##", "h2": "##", "h3": "##", "h4": "###", "h5": "###", "h6": "###"}
_EMPHASIS = {"strong": "**", "b": "**", "em": "*", "i": "*"}
_BLOCKS = frozenset({*_HEADINGS, "p", "blockquote", "pre", "ul", "ol", "figure", "hr", "img", "figcaption"})
_CONTAINERS = frozenset({"div", "section", "article", "main", "header", "footer", "body", "table", "tbody", "tr", "td"})
_UNSEEN = frozenset({"script", "style", "template", "noscript"})
_SPECIAL = re.compile(r"([\\`*_\[\]<>&])")
_OPENS_A_BLOCK = re.compile(r"(?m)^(\s*)(#{1,6}(?=\s|$)|[-+=](?=[\s=-]|$)|~{3}|:{3}|\|)")
_OPENS_A_LIST = re.compile(r"(?m)^(\s*\d{1,9})([.)])(?=\s|$)")
_COUNTS_READERS = re.compile(r"https?://[^?#]*/_/stat\b", re.IGNORECASE)
_WEB_OR_MAIL = re.compile(r"(?:https?://|mailto:)\S+", re.IGNORECASE)
_UNKEEPABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff]")


def to_markdown(story_html: str) -> str:
    clean = _UNKEEPABLE.sub("", story_html)
    root = markup.fragment_fromstring(clean, create_parent="div")
    blocks = [block for block in _blocks(root) if block.strip()]
    while blocks and blocks[0] == "---":  # what parts a section from nothing
        blocks.pop(0)
    return "\n\n".join(blocks) + "\n" if blocks else ""


def _blocks(parent: HtmlElement) -> Iterator[str]:
    """Blocks as they are; a run of words between them is a paragraph."""
    loose = _escaped(parent.text or "")
    for child in parent:
        if _is_block(child):
            yield _paragraph(loose)
            yield from _block(child)
            loose = _escaped(child.tail or "")
        else:
            loose += _inline(child) + _escaped(child.tail or "")
    yield _paragraph(loose)


def _is_block(element: HtmlElement) -> bool:
    return element.tag in _BLOCKS or element.tag in _CONTAINERS


def _block(element: HtmlElement) -> Iterator[str]:
    match element.tag:
        case "p" | "figcaption":
            yield from _blocks(element) if any(map(_is_block, element)) else [_paragraph(_inside(element))]
        case "blockquote":
            inside = "\n\n".join(block for block in _blocks(element) if block.strip())
            yield "\n".join(f"> {line}".rstrip() for line in inside.split("\n")) if inside else ""
        case "pre":
            yield _fenced(_code(element).strip("\n"))
        case "ul" | "ol":
            yield _list(element)
        case "figure":
            yield from _figure(element)
        case "img":
            yield _image(element, "")
        case "hr":
            yield "---"
        case tag if tag in _HEADINGS:
            words = " ".join(_inside(element).replace("\\\n", " ").split())
            yield f"{_HEADINGS[tag]} {words}" if words else ""
        case _:
            yield from _blocks(element)


def _figure(element: HtmlElement) -> Iterator[str]:
    images = [each for each in element.iter("img") if _address(each)]
    caption = " ".join(" ".join(each.text_content() for each in element.iter("figcaption")).split())
    if not images:
        yield from _blocks(element)
    for image in images:
        yield _image(image, caption if image is images[-1] else "")


def _image(image: HtmlElement, caption: str) -> str:
    address = _address(image)
    if not address:
        return ""
    alt = " ".join((image.get("alt") or caption).split())
    title = f' "{_escaped(caption).replace(chr(34), chr(92) + chr(34))}"' if caption else ""
    return f"![{_escaped(alt)}](<{address}>{title})"


def _address(image: HtmlElement) -> str:
    source = (image.get("src") or "").strip()
    is_kept = source.lower().startswith(("http://", "https://")) and not _COUNTS_READERS.match(source)
    return re.sub(r"[\s<>\\]", lambda found: f"%{ord(found[0]):02X}", source) if is_kept else ""


def _list(element: HtmlElement) -> str:
    items = [child for child in element if child.tag == "li"] or list(element)
    lines = []
    for number, item in enumerate(items, start=1):
        mark = f"{number}." if element.tag == "ol" else "-"
        inside = "\n\n".join(block for block in _blocks(item) if block.strip())
        indent = " " * (len(mark) + 1)
        lines.append(f"{mark} " + inside.replace("\n", f"\n{indent}"))
    return "\n".join(line.rstrip() for line in lines)


def _inside(element: HtmlElement) -> str:
    parts = [_escaped(element.text or "")]
    for child in element:
        parts += [_inline(child), _escaped(child.tail or "")]
    return "".join(parts)


def _inline(element: HtmlElement) -> str:
    tag = element.tag
    if not isinstance(tag, str) or tag in _UNSEEN:  # a comment has no tag
        return ""
    if tag == "br":
        return "\\\n"
    if tag in ("code", "kbd", "samp"):
        return _code_span(" ".join(element.text_content().split()))
    if tag == "a":
        return _link(element)
    if tag == "img":
        return _image(element, "")
    return _wrapped(_inside(element), _EMPHASIS.get(tag, ""))


def _wrapped(words: str, mark: str) -> str:
    """Markdown knows no emphasis that begins or ends with a space."""
    bare = words.strip()
    if not mark or not bare or "\\\n" in bare:
        return words
    before, after = words[: len(words) - len(words.lstrip())], words[len(words.rstrip()) :]
    return f"{before}{mark}{bare}{mark}{after}"


def _link(element: HtmlElement) -> str:
    words, address = _inside(element), (element.get("href") or "").strip()
    if not words.strip() or not _WEB_OR_MAIL.fullmatch(address):
        return words
    return f"[{words.strip()}](<{re.sub(r'[<>]', '', address)}>)"


def _code(element: HtmlElement) -> str:
    """Medium breaks its lines with <br>."""
    parts = [element.text or ""]
    for child in element:
        parts += ["\n" if child.tag == "br" else _code(child) if isinstance(child.tag, str) else "", child.tail or ""]
    return "".join(parts)


def _fenced(code: str) -> str:
    longest = max((len(run) for run in re.findall(r"`+", code)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"{fence}\n{code}\n{fence}" if code.strip() else ""


def _code_span(code: str) -> str:
    longest = max((len(run) for run in re.findall(r"`+", code)), default=0)
    ticks = "`" * (longest + 1)
    pad = " " if code.startswith("`") or code.endswith("`") else ""
    return f"{ticks}{pad}{code}{pad}{ticks}" if code else ""


def _paragraph(inline: str) -> str:
    """On one line but for its own breaks; what would open another kind of block is kept as words."""
    lines = [" ".join(line.split()) for line in inline.split("\\\n")]
    while lines and not lines[-1]:
        lines.pop()
    while lines and not lines[0]:
        lines.pop(0)
    safe = (_OPENS_A_LIST.sub(r"\1\\\2", _OPENS_A_BLOCK.sub(r"\1\\\2", line)) for line in lines)
    return "\\\n".join(line or " " for line in safe)


def _escaped(words: str) -> str:
    return _SPECIAL.sub(r"\\\1", re.sub(r"\s+", " ", words))
