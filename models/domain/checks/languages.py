"""Owns which languages the language-bound checks know. It refuses to guess: what is not known is said to be so."""

_AI_IN_WORDS = {
    "english": r"\bAI\b|\bA\.I\.|artificial intelligence|language model|\bLLM\b|ChatGPT",
    "german": r"\bKI\b|künstliche[rn]? intelligenz|sprachmodell",
    "french": r"\bIA\b|intelligence artificielle|modèle de langage",
    "spanish": r"\bIA\b|inteligencia artificial|modelo de lenguaje",
    "italian": r"\bIA\b|intelligenza artificiale|modello linguistico",
    "portuguese": r"\bIA\b|inteligência artificial|modelo de linguagem",
    "dutch": r"\bAI\b|kunstmatige intelligentie|taalmodel",
    "polish": r"\bAI\b|\bSI\b|sztuczn\w+ inteligencj\w+",
    "swedish": r"\bAI\b|artificiell intelligens",
    "danish": r"\bAI\b|kunstig intelligens",
    "norwegian": r"\bKI\b|\bAI\b|kunstig intelligens",
}
_OTHER_NAMES = {
    **{"en": "english", "de": "german", "deutsch": "german", "fr": "french", "français": "french", "es": "spanish"},
    **{"español": "spanish", "it": "italian", "italiano": "italian", "pt": "portuguese", "português": "portuguese"},
    **{"nl": "dutch", "nederlands": "dutch", "pl": "polish", "polski": "polish", "sv": "swedish", "svenska": "swedish"},
    **{"da": "danish", "dansk": "danish", "no": "norwegian", "nb": "norwegian", "norsk": "norwegian"},
}


def is_english(language: str) -> bool:
    return known_language(language) == "english"


def ai_in_words(language: str) -> str | None:
    """A pattern of how one names AI in this language; None where we do not know the language."""
    return _AI_IN_WORDS.get(known_language(language))


def known_language(language: str) -> str:
    """“British English”, “en-GB” and “English (UK)” are all English."""
    words = language.casefold().replace("-", " ").replace("_", " ").replace("(", " ").replace(")", " ").split()
    names = [_OTHER_NAMES.get(word, word) for word in words]
    return next((name for name in names if name in _AI_IN_WORDS), "")
