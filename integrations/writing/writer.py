"""Owns the writer's questions to a model, from the draft to the tags. It refuses answers of another shape."""

from collections.abc import Sequence

from openai import AsyncOpenAI

from integrations.writing import prompts, shapes
from integrations.writing.asking import Questioner
from models.domain.draft import Answered, Assignment, Draft, Passages, Questions, Rewording, TagProposal, Traits
from models.domain.extract import Extract
from models.domain.markdown import words_of
from models.domain.voice import Story

_WORDS_OF_TAGS = 20
_WORDS_OF_A_PASSAGE = 300
_WORDS_OF_QUESTIONS = 200
_WORDS_OF_A_VOICE = 700
_WORDS_OF_A_PICTURE = 60


class Writer:
    """Keep one per model: it remembers what its endpoint takes."""

    def __init__(self, client: AsyncOpenAI, model: str) -> None:
        self._questioner = Questioner(client, model)

    async def draft(self, assignment: Assignment) -> Answered[Draft]:
        shape = shapes.INTERVIEWED_DRAFT if assignment.answers else shapes.DRAFT
        prompt = prompts.for_draft(assignment, shape.fields)
        return await self._questioner.ask(prompt, shape, words=assignment.words)

    async def ask_questions(self, assignment: Assignment, count: int) -> Answered[Questions]:
        """For the owner of the account, before the draft."""
        prompt = prompts.for_questions(assignment, count, shapes.QUESTIONS.fields)
        return await self._questioner.ask(prompt, shapes.QUESTIONS, words=_WORDS_OF_QUESTIONS)

    async def revise(self, assignment: Assignment, current: Draft, notes: Sequence[str]) -> Answered[Draft]:
        prompt = prompts.for_revision(assignment, current, notes, shapes.REVISION.fields)
        words = max(assignment.words, words_of(current.body))
        return await self._questioner.ask(prompt, shapes.REVISION, words=words)

    async def mend(self, assignment: Assignment, current: Draft, faults: Sequence[str]) -> Answered[Draft]:
        shape = shapes.INTERVIEWED_REPAIR if assignment.answers else shapes.REPAIR
        prompt = prompts.for_repair(assignment, current, faults, shape.fields)
        words = max(assignment.words, words_of(current.body))
        return await self._questioner.ask(prompt, shape, words=words)

    async def revise_passages(
        self, assignment: Assignment, extract: Extract, faults: Sequence[str] = ()
    ) -> Answered[Passages]:
        has_title, has_subtitle = extract.title_wishes is not None, extract.subtitle_wishes is not None
        shape = shapes.passages_shape(len(extract.parts), title=has_title, subtitle=has_subtitle)
        prompt = prompts.for_passages(assignment, extract, faults, shape.fields)
        words = sum(words_of(part.text) for part in extract.parts)
        return await self._questioner.ask(prompt, shape, words=max(_WORDS_OF_A_PASSAGE, words * 2))

    async def describe_voice(self, stories: Sequence[Story], language: str) -> Answered[Traits]:
        prompt = prompts.for_voice(stories, language, shapes.TRAITS.fields)
        return await self._questioner.ask(prompt, shapes.TRAITS, words=_WORDS_OF_A_VOICE)

    async def reword(self, assignment: Assignment, prompt: str, reason: str) -> Answered[Rewording]:
        """A description of a picture that the provider refused."""
        asked = prompts.for_rewording(assignment, prompt, reason, shapes.REWORDING.fields)
        return await self._questioner.ask(asked, shapes.REWORDING, words=_WORDS_OF_A_PICTURE)

    async def propose_tags(self, current: Draft, usual: Sequence[str] = ()) -> Answered[TagProposal]:
        prompt = prompts.for_tags(current, usual, shapes.TAGS.fields)
        answered = await self._questioner.ask(prompt, shapes.TAGS, words=_WORDS_OF_TAGS)
        return answered.holding(TagProposal(tags=answered.value.tags))
