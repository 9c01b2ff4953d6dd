"""Owns every word that is said to an image model. Pure, as `prompts` is, and versioned with it."""

from integrations.writing.sections import line

_PICTURE = """\
{prompt}

Style: {style}
What it shows, for a reader who cannot see it: {alt}
One illustration for the article below. It has to fit the article's mood and facts. No letters, captions or logos in it.

<article>
{article_text}
</article>"""

_CHANGED_PICTURE = """\
Change the picture as its owner asks: {note}

Everything that this does not concern stays as it is. Style: {style}. No letters, captions or logos in it."""


def for_picture(prompt: str, alt: str, style: str, article_text: str, most_characters: int) -> str:
    """The slot's own wish first; of a text that is too long for the endpoint, the beginning."""
    style = line(style) or "as the first line says"
    asked = _PICTURE.format(prompt=line(prompt), style=style, alt=line(alt), article_text="{article_text}")
    room = most_characters - len(asked)
    return asked.replace("{article_text}", article_text[: max(0, room)])[:most_characters]


def for_changed_picture(note: str, style: str) -> str:
    return _CHANGED_PICTURE.format(note=line(note), style=line(style) or "as it is")
