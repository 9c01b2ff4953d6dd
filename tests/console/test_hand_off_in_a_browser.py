"""Copying from the page of a hand-off, in a real browser: what lands on the clipboard is what Medium's editor takes."""

import re
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from playwright.async_api import Page as Tab

from integrations.hand_off_pages import Page, path_of
from integrations.services import Services
from tests.builders import PICTURED
from tests.console.eyes import Eyes
from tests.console.test_hand_off import handed_off
from tests.domain.html_reading import read_html

Looks = Callable[..., Awaitable[Eyes]]
_CLIPBOARD = """async () => {
  const [item] = await navigator.clipboard.read();
  const read = async type => [type, await (await item.getType(type)).text()];
  return Object.fromEntries(await Promise.all(item.types.map(read)));
}"""


async def on_the_clipboard(tab: Tab) -> dict[str, str]:
    found: dict[str, str] = await tab.evaluate(_CLIPBOARD)
    return found


async def test_one_tap_puts_the_rich_text_and_the_plain_text_on_the_clipboard(desk: Services, eyes: Looks) -> None:
    article = await handed_off(desk)
    path, looks = path_of(desk.settings, Page.COPY, article.id), await eyes()
    async with looks.opened(path, "Paste it") as tab:
        await tab.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=looks.root)
        await tab.get_by_role("button", name="Copy Text").click()
        await tab.get_by_text("Copied. Now paste it.").wait_for()
        copied = await on_the_clipboard(tab)
    rich = re.sub(r' style="[^"]*"', "", copied["text/html"])
    assert [tag for tag, _ in read_html(rich).tags] == [
        "p",
        "h3",
        "p",
        "h3",
        "p",
        "figure",
        "img",
        "figcaption",
        "p",
        "figure",
        "img",
        "figcaption",
    ]
    assert f'<img src="{looks.root}{path}/images/image-1-cover.png" alt="Boats in still water">' in rich
    assert "<h3>Why</h3>" in rich
    assert copied["text/plain"].startswith("A notebook remembers what its owner forgets.")
    assert "\n\nWhy\n\nBecause whoever writes slowly" in copied["text/plain"]


@pytest.mark.parametrize(
    ("button", "words"),
    [("Copy Title", PICTURED.title), ("Copy Subtitle", PICTURED.subtitle), ("Copy Writing", "Writing")],
)
async def test_title_subtitle_and_tags_are_copied_as_plain_words(
    desk: Services, eyes: Looks, button: str, words: str
) -> None:
    article, looks = await handed_off(desk), await eyes()
    async with looks.opened(path_of(desk.settings, Page.COPY, article.id), "Paste it") as tab:
        await tab.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=looks.root)
        await tab.get_by_role("button", name=button, exact=True).click()
        await tab.get_by_text("Copied. Now paste it.").wait_for()
        assert await on_the_clipboard(tab) == {"text/plain": words}


async def test_where_there_is_no_clipboard_the_part_is_selected_and_copied_as_a_person_would(
    desk: Services, eyes: Looks
) -> None:
    """As on plain http, where a browser has no `navigator.clipboard`."""
    article, looks = await handed_off(desk), await eyes()
    async with looks.opened(path_of(desk.settings, Page.COPY, article.id), "Paste it") as tab:
        await tab.context.grant_permissions(["clipboard-read"], origin=looks.root)
        await tab.evaluate("navigator.clipboard.write = undefined")
        await tab.get_by_role("button", name="Copy Text").click()
        await tab.get_by_text("Copied. Now paste it.").wait_for()
        assert (await tab.evaluate("getSelection().toString()")).startswith("A notebook remembers")
        copied = await on_the_clipboard(tab)
        assert "<h3" in copied["text/html"]
        assert f'src="{looks.root}/hand-off/' in copied["text/html"]
        await tab.evaluate("document.execCommand = () => false")
        await tab.get_by_role("button", name="Copy Title").click()
        await tab.get_by_text("Selected. Now copy it with your browser").wait_for()
        assert await tab.evaluate("getSelection().toString()") == PICTURED.title


async def test_without_scripts_a_click_selects_a_whole_part_and_no_dead_button_is_shown(
    desk: Services, eyes: Looks
) -> None:
    article, looks = await handed_off(desk), await eyes()
    async with looks.opened(path_of(desk.settings, Page.COPY, article.id), "Paste it", scripts=False) as tab:
        assert await tab.get_by_role("button").count() == 0
        await tab.locator("#text p").nth(1).click()
        selected = await tab.evaluate("getSelection().toString()")
    assert selected.startswith("A notebook remembers")
    assert "One page more." in selected


async def test_the_page_fits_every_screen_and_keeps_the_rules_of_axe(desk: Services, eyes: Looks) -> None:
    article = await handed_off(desk)
    assert await (await eyes()).complaints(path_of(desk.settings, Page.COPY, article.id), "Paste it") == []


async def test_the_page_breaks_no_rule_of_its_own_policy(desk: Services, eyes: Looks) -> None:
    article, broken = await handed_off(desk), list[Any]()
    looks = await eyes()
    async with looks.opened(path_of(desk.settings, Page.COPY, article.id), "Paste it") as tab:
        tab.on("console", lambda said: broken.append(said.text))
        await tab.reload()
        await tab.get_by_role("button", name="Copy Title").wait_for()
        await tab.wait_for_function("[...document.images].every(image => image.naturalWidth > 0)")
    assert [each for each in broken if "Content Security Policy" in each] == []
