"""Owns the smallest instance of a JSON schema, and whether strict mode takes the schema. It refuses remote refs."""

from typing import Any

from integrations.simulators.model.wire import Body

_TEXT = "Nothing to add."


def smallest(schema: Body, root: Body | None = None, key: str = "") -> Any:
    """A minimal valid instance: required keys, first choices, least lengths."""
    root = schema if root is None else root
    schema = _resolved(schema, root)
    if "const" in schema:
        return schema["const"]
    if schema.get("enum"):
        return schema["enum"][0]
    for choice in ("anyOf", "oneOf", "allOf"):
        if schema.get(choice):
            return smallest(schema[choice][0], root, key)
    return _of_type(schema, root, key)


def strict_fault(schema: Body) -> str | None:
    """OpenAI's rules for `strict` (Structured Outputs guide): closed objects whose every property is required."""
    if schema.get("type") == "object" or "properties" in schema:
        if schema.get("additionalProperties") is not False:
            return "'additionalProperties' is required to be supplied and to be false."
        if set(schema.get("required", [])) != set(schema.get("properties", {})):
            return "'required' is required to be supplied and to be an array including every key in properties."
    inner = [*schema.get("properties", {}).values(), *schema.get("$defs", {}).values(), *schema.get("anyOf", [])]
    inner += [schema["items"]] if isinstance(schema.get("items"), dict) else []
    return next((fault for part in inner if (fault := strict_fault(part))), None)


def _of_type(schema: Body, root: Body, key: str) -> Any:
    kind = schema.get("type", "object" if "properties" in schema else "string")
    match kind[0] if isinstance(kind, list) else kind:
        case "object":
            properties: Body = schema.get("properties", {})
            return {name: smallest(properties.get(name, {}), root, name) for name in schema.get("required", [])}
        case "array":
            return [smallest(schema.get("items", {}), root, key) for _ in range(schema.get("minItems", 0))]
        case plain:
            return _plain(plain, schema, key)


def _plain(kind: str, schema: Body, key: str) -> Any:
    match kind:
        case "integer":
            return int(_number(schema))
        case "number":
            return _number(schema)
        case "boolean":
            return False
        case "null":
            return None
        case _:
            return _text(schema, key)


def _number(schema: Body) -> float:
    lowest = schema.get("minimum", schema.get("exclusiveMinimum", -1) + 1)
    return float(min(lowest, schema.get("maximum", lowest)))


def _text(schema: Body, key: str) -> str:
    text = f"{key.replace('_', ' ').capitalize()}: nothing to add." if key else _TEXT
    text = text.ljust(schema.get("minLength", 0), ".")
    return text[: schema.get("maxLength", len(text))]


def _resolved(schema: Body, root: Body) -> Body:
    while "$ref" in schema:
        found: Any = root
        for step in str(schema["$ref"]).removeprefix("#/").split("/"):
            found = found[step] if step != "#" else found
        schema = found
    return schema
