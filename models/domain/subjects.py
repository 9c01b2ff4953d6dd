"""Owns what a wish is about besides its place: images, length, leaving out. It refuses to read more out of it."""

import re

_IMAGES = re.compile(
    r"\b(?:images?|pictures?|photos?|illustrations?|drawings?|figures?|captions?|alt text|slots?|covers?|charts?|"
    r"diagrams?|bild(?:er)?|foto(?:s|grafía)?|im[aá]gen(?:es)?|immagin[ei]|imagens?|afbeelding(?:en)?)\b",
    re.IGNORECASE,
)
_LENGTH = re.compile(
    r"\b(?:short(?:er|en|ened)?|long(?:er)?|lengthen|length|trim|cut|tight(?:en|er)?|expand|extend|condense|concise|"
    r"brief(?:er|ly)?|half|halve|words?|add|more|less|remove|delete|drop|leave out|kürz\w*|läng\w*|cort\w+|court\w*)\b",
    re.IGNORECASE,
)
_LEAVING_OUT = re.compile(
    r"\b(?:remove|delete|drop|cut|leave (?:it |this |that )?out|take (?:it |this |that )?out|get rid of|lose|omit|"
    r"strike|scrap|kill|without|lösch\w*|streich\w*|weg|quita\w*|elimin\w*|supprim\w*)\b",
    re.IGNORECASE,
)


def is_about_images(text: str) -> bool:
    return bool(_IMAGES.search(text))


def is_about_length(text: str) -> bool:
    return bool(_LENGTH.search(text))


def asks_to_leave_out(text: str) -> bool:
    return bool(_LEAVING_OUT.search(text))
