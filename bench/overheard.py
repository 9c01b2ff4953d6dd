"""Owns what is overheard in a chat: every message as it first stood there, every change of it, every tap, in order.

It refuses to put in words what was said: a message is shown as the phone shows it, with its formatting and buttons.
"""

from dataclasses import dataclass, field
from typing import Any

from markupsafe import escape

from integrations.simulators.scripted_writer import ScriptedWriter, Seen
from integrations.simulators.telegram.phone_text import as_html


@dataclass
class Overheard:
    """The writer's name and what was heard, each as a piece of the page."""

    name: str
    pieces: list[str] = field(default_factory=list)
    _known: dict[int, Seen] = field(default_factory=dict)

    def hear(self, chat: list[Seen]) -> None:
        """What is new or was changed since; service messages are Telegram's own."""
        for seen in sorted(chat, key=lambda each: each.change):
            before = self._known.get(seen.message_id)
            if before == seen or seen.service:
                continue
            self._known[seen.message_id] = seen
            if before is None:
                self.pieces.append(self._said(seen))
            elif _shown(before) != _shown(seen):
                self.pieces.append(_changed(seen))

    def tapped(self, button: str, answer: str) -> None:
        told = f" The phone shows for a moment: “{escape(answer)}”" if answer else ""
        self.pieces.append(f"_{self.name} taps_ **{escape(button)}**.{told}")

    def _said(self, seen: Seen) -> str:
        who = "Copydesk" if seen.by == "bot" else self.name
        return f"**{who}**{self._about(seen)}\n\n{_shown(seen)}"

    def _about(self, seen: Seen) -> str:
        to = self._known.get(seen.reply_to or 0)
        if to is None:
            return ""
        if seen.quote:
            return f", to “{escape(seen.quote['text'])}”"
        first = next(iter(to.words.splitlines()), "") or ("a voice message" if to.voice else "a file")
        return f", to “{escape(first[:60])}{'…' if len(first) > 60 else ''}”"


class OverheardWriter(ScriptedWriter):
    """Whatever this writer sees is heard as well."""

    def __init__(self, simulators_url: str, overheard: Overheard) -> None:
        super().__init__(simulators_url, name=overheard.name)
        self._overheard = overheard

    async def chat(self) -> list[Seen]:
        seen = await super().chat()
        self._overheard.hear(seen)
        return seen

    async def tap(self, card: Seen, button: str, times: int | None = None) -> list[str]:
        label = next(each.text for row in card.buttons for each in row if button in each.text)
        taps = await super().tap(card, button, times)
        [answer] = await self.answers(taps)
        self._overheard.tapped(label, answer)
        return taps


def _shown(seen: Seen) -> str:
    inner = [piece for piece in (_attached(seen), _text(seen), _buttons(seen)) if piece]
    return f"<blockquote>\n{'<br>'.join(inner)}\n</blockquote>"


def _text(seen: Seen) -> str:
    html = str(as_html(seen.words, seen.entities or seen.caption_entities))
    return html.replace(' target="_blank" rel="noopener noreferrer"', "").replace("\n", "<br>\n")


def _attached(seen: Seen) -> str:
    if seen.photo:
        return "🖼 <i>the image</i>"
    if seen.voice:
        return f"🎤 <i>a voice message, {seen.voice['duration']} seconds</i>"
    return f"📎 <code>{escape(_named(seen.document))}</code>" if seen.document else ""


def _named(document: dict[str, Any]) -> str:
    return str(document["file_name"])


def _buttons(seen: Seen) -> str:
    rows = [" ".join(f"<kbd>{escape(button.text)}</kbd>" for button in row) for row in seen.buttons]
    return "<br>\n".join(rows)


def _changed(seen: Seen) -> str:
    return f"_The message becomes:_\n\n{_shown(seen)}"
