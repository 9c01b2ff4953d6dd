"""Owns the tap that takes an approval back: the article is asked about anew, and every chat sees who did it.

It refuses what is out, what was approved anew since, and whoever may not decide.
"""

import telegram

from integrations.reopening import reopen_article
from integrations.services import Services
from integrations.telegram.approvals import forget_button
from integrations.telegram.reopening_button import read
from integrations.telegram.speakers import Speaker, speaker_on
from models.domain.article import Stage
from models.domain.errors import Refused

_DONE = "Reopened. Nothing goes out before you approve it again."
_OPEN = "It is open again. The newest card counts."
_ANEW = "It was approved anew since. The newest card counts."
_NOT_YET = "The approval is just being noted. Tap again in a moment."


class Reopening:
    def __init__(self, desk: Services) -> None:
        self._desk = desk

    async def tap(self, query: telegram.CallbackQuery) -> None:
        try:
            speaker = await speaker_on(self._desk, query.from_user.id, *read(query.data or ""))
            why_not = _why_not(speaker)
            if not why_not:
                there = Stage.FINAL_REVIEW
                await reopen_article(self._desk, speaker.article.id, there, speaker.person.name, speaker.person.id)
        except Refused as refusal:
            await self._desk.sender.answer(query.id, str(refusal), alert=True)
            return
        await self._desk.sender.answer(query.id, why_not or _DONE, alert=bool(why_not))
        if why_not not in ("", _NOT_YET):
            await forget_button(self._desk, speaker, query)


def _why_not(speaker: Speaker) -> str:
    """The approval of this card has to be the one that stands."""
    article, decision = speaker.article, speaker.decision
    if decision is None or (article.stage is Stage.FINAL_REVIEW and decision.applied_at is None):
        return _NOT_YET
    if article.stage is Stage.FINAL_REVIEW:
        return _OPEN
    if article.stage is not Stage.SCHEDULED:
        return f"“{article.called[:80]}” {article.stage.sentence}: there is no approval that could be taken back."
    return "" if article.seal == decision.subject_hash else _ANEW
