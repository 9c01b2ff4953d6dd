"""Owns the page of the docs about the API, rendered from its OpenAPI document: each operation and each form."""

from console.api.document import document
from console.api.page import Form, Operation, page_of


def api_part() -> tuple[str, ...]:
    page = page_of(document())
    return (
        "The verbs of the console and of Telegram, for programs. Make a token with `copydesk api-token NAME` (it is "
        "shown once; `--for` makes it for somebody else, `--end` ends it) and send it with each request:",
        '```sh\ncurl -H "Authorization: Bearer copydesk_…" "$CONSOLE_URL/api/articles?status=waiting"\n```',
        "A token may do what its person may, as long as it is not ended. A browser's login opens nothing here. What is "
        'not done is answered with its status and `{"error": "a sentence"}`. Decisions go through the same door as '
        "everywhere: the first one counts, and the answer says whether it was yours and which one it is. Name "
        "the review and its hash as the article shows them. The OpenAPI document is at `/api/openapi.json`, and a "
        "page of it at `/api/docs`.",
        "With `COPYDESK_CONSOLE_URL` and `COPYDESK_API_TOKEN` set, the commands `add`, `list`, `show`, `decide`, "
        "`move`, `hold`, `resume`, `drop` and `export` work at that console.",
        "## Operations",
        "\n".join(["| | | answers | problems |", "|---|---|---|---|", *map(_row, page.operations)]),
        *(part for form in page.forms for part in _form(form)),
    )


def _row(each: Operation) -> str:
    says = f"{each.says}{': ' + ', '.join(f'`{name}`' for name in each.asks) if each.asks else ''}"
    return f"| `{each.verb} {each.path}` | {says} | `{each.answers}` | {each.problems} |"


def _form(form: Form) -> tuple[str, ...]:
    if form.words:
        return (f"### {form.name}", ", ".join(f"`{each}`" for each in form.words))
    rows = [
        f"| `{field.name}` | {field.kind}{'' if field.is_needed else ', may be left out'} | {field.says} |"
        for field in form.fields
    ]
    return (f"### {form.name}", "\n".join(["| field | | |", "|---|---|---|", *rows]))
