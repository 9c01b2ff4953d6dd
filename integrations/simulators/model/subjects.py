"""Owns the reading of a topic: which of its words name things, and how they stand in a sentence. It writes nothing."""

import re
from collections import Counter

_LINKING_WORDS = """
a about above across after again against ago all almost alone along already also although always am among an and
another any anyone anything are around as ask at away back be became because become been before behind being below
best better between both bring but by call came can cannot change come could create day days did do does doing done
down during each either else enough even ever every everyone everything few find first for from full further gave
get gets getting give given go goes going gone good got great had hardly has have having he help her here hers him
his how however i if in instead into is it its itself just keep keeps kept know last later least left less let like
little long look looks lot made make makes making many may me mean means might mine more most move moved much must
my near need needs never new next no nobody none nor not nothing now of off often old on once one only onto or other
others our ours out over own per perhaps please put quite rather really run s same say says see seem seen set
several shall she should show since small so some someone something soon start started still stop stopped such t
take taken takes tell ten than that the their them then there these they thing things this those though three
through thus time times to together told too took toward try turn two under until up upon us use used uses using
very want was way ways we well went were what when where whether which while who whom whose why will with within
without wont work worked works would write writing written year years yet you your yours alive easier harder worse
guide story stories lessons lesson learned learnt tips article post word words mention include add focus audience
reader readers tone short longer shorter explain describe section paragraph sentence example examples clearly
plainly briefly honest simple simply teams team people everybody january february march april june july august
september october november december monday keeping moving learning building running leaving tuesday wednesday
thursday friday saturday sunday taught honestly worrying slow rules notes wrong four five six seven eight nine plan
faster slower week weeks month months
"""
_LINKING = frozenset(_LINKING_WORDS.split())
_UNCOUNTED = frozenset({"work", "writing", "life"})  # linking alone, but "remote work" is one thing
_TITLE_WORDS = 3  # with fewer, capitals do not tell a title from a name
_SHORTEST = 3  # letters of a word that can name a thing
_TECHNICAL = {
    "python": "python", "prefect": "python", "django": "python", "fastapi": "python", "pandas": "python",
    "pytest": "python", "asyncio": "python", "celery": "python", "code": "python", "programming": "python",
    "refactoring": "python", "api": "python", "apis": "python", "algorithm": "python", "software": "python",
    "sql": "sql", "postgres": "sql", "postgresql": "sql", "sqlite": "sql", "database": "sql", "databases": "sql",
    "mysql": "sql", "query": "sql", "queries": "sql",
    "docker": "bash", "kubernetes": "bash", "linux": "bash", "git": "bash", "bash": "bash", "cron": "bash",
    "server": "bash", "servers": "bash", "deployment": "bash", "terraform": "bash", "shell": "bash", "nginx": "bash",
    "javascript": "javascript", "typescript": "javascript", "react": "javascript", "node": "javascript",
    "css": "css", "html": "html",
}  # fmt: skip
_GERUNDS_ARE_NAMELESS = re.compile(r"^[a-z]+ing\b")


def words_of(text: str) -> list[str]:
    return re.findall(r"[^\W_]+(?:[’'-][^\W_]+)*", text)


def subjects_of(*texts: str) -> list[str]:
    """The things that the texts name, most weighty first: runs of words between the words that only link."""
    found: Counter[str] = Counter()
    for weight, text in zip(range(len(texts), 0, -1), texts, strict=True):
        for phrase in _phrases(text):
            found[phrase] += weight * (2 if " " in phrase else 1)
    return [phrase for phrase, _ in found.most_common()]


def named(phrase: str) -> str:
    """With its article where English wants one: "the FastAPI service", but "Prefect" and "remote work"."""
    last = phrase.rpartition(" ")[2]
    if last[:1].isupper() or last in _UNCOUNTED or _GERUNDS_ARE_NAMELESS.match(phrase):
        return phrase
    return f"the {phrase}"


def is_linking(word: str) -> bool:
    return word.lower() in _LINKING


def code_language(text: str) -> str | None:
    """The language of the first technical word in the text, or none when the text is about something else."""
    return next((_TECHNICAL[word] for word in map(str.lower, words_of(text)) if word in _TECHNICAL), None)


def kinship(text: str, other: str) -> int:
    """How many weighty word stems two texts share."""
    return len(_stems(text) & _stems(other))


def _stems(text: str) -> set[str]:
    return {word.lower()[:6].rstrip("s") for word in words_of(text) if _weighs(word)}


def _phrases(text: str) -> list[str]:
    phrases = []
    for clause in re.split(r"[.,;:!?()\[\]\"“”—–/|\n]+", text):
        run: list[str] = []
        for word in [*words_of(_settled(clause)), "the"]:
            if _names_something(word) or (run and word.lower() in _UNCOUNTED):
                run.append(word)
            elif run:
                phrases.append(" ".join(run[-3:]))
                run = []
    return phrases


def _names_something(word: str) -> bool:
    return _weighs(word) and not word.isdigit() and not word.lower().endswith(("ed", "ly", "n't"))


def _weighs(word: str) -> bool:
    return len(word) >= _SHORTEST and not is_linking(word)


def _settled(clause: str) -> str:
    """A clause in Title Case loses its capitals; elsewhere a capital inside the clause marks a name."""
    words = clause.split()
    capital = [word for word in words if word[:1].isupper()]
    if len(words) >= _TITLE_WORDS and len(capital) * 2 > len(words):
        return " ".join(word if word.isupper() else word.lower() for word in words)
    return " ".join([_uncapitalised(word) if place == 0 else word for place, word in enumerate(words)])


def _uncapitalised(word: str) -> str:
    return word if word[1:] != word[1:].lower() else word.lower()
