"""Owns the words by which readers are told of AI, in each language that the checks know; an account may choose."""

from models.domain.checks.languages import known_language

_DISCLOSURES = {
    "english": "This story was written with the help of AI.",
    "german": "Dieser Text ist mit Hilfe von KI entstanden.",
    "french": "Ce texte a été écrit avec l’aide de l’IA.",
    "spanish": "Este texto se escribió con ayuda de la IA.",
    "italian": "Questo testo è stato scritto con l’aiuto dell’IA.",
    "portuguese": "Este texto foi escrito com a ajuda de IA.",
    "dutch": "Deze tekst is geschreven met hulp van AI.",
    "polish": "Ten tekst powstał z pomocą AI.",
    "swedish": "Den här texten skrevs med hjälp av AI.",
    "danish": "Denne tekst er skrevet med hjælp fra AI.",
    "norwegian": "Denne teksten er skrevet med hjelp av KI.",
}
_CREDITS = {
    "english": "Image made with AI",
    "german": "Bild: mit KI erstellt",
    "french": "Image créée avec l’IA",
    "spanish": "Imagen creada con IA",
    "italian": "Immagine creata con l’IA",
    "portuguese": "Imagem criada com IA",
    "dutch": "Beeld gemaakt met AI",
    "polish": "Obraz wykonany z pomocą AI",
    "swedish": "Bild gjord med AI",
    "danish": "Billede lavet med AI",
    "norwegian": "Bilde laget med KI",
}


def disclosure_of(language: str, own: str) -> str:
    """Empty where neither the account has a sentence nor we know the language."""
    return own or _DISCLOSURES.get(known_language(language), "")


def image_credit_of(language: str, own: str) -> str:
    return own or _CREDITS.get(known_language(language), _CREDITS["english"])
