"""Owns the page of the docs about the API, rendered from its OpenAPI document: each operation and each form."""

from collections.abc import Iterator
from typing import Any

from console.api.document import document


def api_part() -> tuple[str, ...]:
    made = document()
    return (
        "The verbs of the console and of Telegram, for programs. Make a token with `copydesk api-token NAME` (it is "
        "shown once; `--for` makes it for somebody else, `--end` ends it) and send it with each request:",
        '```sh\ncurl -H "Authorization: Bearer copydesk_…" "$CONSOLE_URL/api/articles?status=waiting"\n```',
        "A token may do what its person may, as long as it is not ended. A browser's login opens nothing here. What is "
        'not done is answered with its status and `{"error": "a sentence"}`. Decisions go through the same door as '
        "everywhere: the first one counts, and the answer says whether it was yours and which one it is. Name "
        "the review and its hash as the article shows them. The OpenAPI document is at `/api/openapi.json`.",
        "With `COPYDESK_CONSOLE_URL` and `COPYDESK_API_TOKEN` set, the commands `add`, `list`, `show`, `decide`, "
        "`move`, `hold`, `resume`, `drop` and `export` work at that console.",
        "## Operations",
        "\n".join(["| | | answers | problems |", "|---|---|---|---|", *_operations(made)]),
        *(part for name, form in made["components"]["schemas"].items() for part in _form(name, form)),
    )


def _operations(made: dict[str, Any]) -> Iterator[str]:
    for path, verbs in made["paths"].items():
        for verb, operation in verbs.items():
            problems = ", ".join(status for status in operation["responses"] if not status.startswith("2"))
            sent = operation.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema", {})
            asks = [f"`{each['name']}`" for each in operation.get("parameters", []) if each["in"] == "query"]
            asks += [_kind(sent)] if sent else []
            answer = next(iter(operation["responses"]["200"]["content"].items()))
            told = _kind(answer[1].get("schema", {})) if answer[0] == "application/json" else f"`{answer[0]}`"
            said = f"{operation['summary']}{': ' + ', '.join(asks) if asks else ''}"
            yield f"| `{verb.upper()} {path}` | {said} | {told} | {problems} |"


def _form(name: str, form: dict[str, Any]) -> tuple[str, ...]:
    if "enum" in form:
        return (f"### {name}", ", ".join(f"`{each}`" for each in form["enum"]))
    needed = set(form.get("required", []))
    rows = list[str]()
    for field, about in form.get("properties", {}).items():
        kind = _kind(about) if field in needed else f"{_kind(about)}, may be left out"
        rows.append(f"| `{field}` | {kind} | {about.get('description', '')} |")
    return (f"### {name}", "\n".join(["| field | | |", "|---|---|---|", *rows]))


def _kind(schema: dict[str, Any]) -> str:
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        return f"[{name}](#{name.lower()})"
    if "anyOf" in schema:
        return " or ".join(_kind(each) for each in schema["anyOf"])
    if schema.get("type") == "array":
        return f"list of {_kind(schema.get('items', {}))}"
    return str(schema.get("format") or schema.get("type") or "words")
