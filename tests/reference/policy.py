"""The page and the JSON schema of the policy file, from its types and their docstrings."""

import ast
import inspect
import json
from collections.abc import Iterator
from typing import Any

from pydantic import BaseModel

from bot.domain.policy import Policy
from bot.domain.policy_table import PolicyTable

JSON = dict[str, Any]

_HEAD = """\
# The policy, key by key

Made by `make reference` from the types of the policy file. [policy.example.toml](../../policy.example.toml) shows all
of it in its place, with the reasons. An unknown key or a wrong value is refused at the start, with its name.

Editors that know JSON schemas complete and check the file with this as its first line:

```
#:schema docs/reference/policy.schema.json
```
"""


def make_policy_page() -> str:
    """Make the page in Markdown."""
    schema = _build_schema()
    tables = [_describe_table(path, table, schema) for path, table in _list_tables(schema)]
    return "\n".join([_HEAD, *tables])


def make_policy_schema() -> str:
    """Make the JSON schema, with the docstring of each key as its description."""
    dialect = {"$schema": "https://json-schema.org/draft/2020-12/schema"}
    return json.dumps(dialect | _build_schema(), indent=2) + "\n"


def _build_schema() -> JSON:
    schema: JSON = Policy.model_json_schema()
    for name, definition in [("Policy", schema), *schema["$defs"].items()]:
        definition.pop("description", None)
        if model := _TABLES.get(name):
            definition["description"] = (inspect.getdoc(model) or "").partition("\n")[0]
            for key, text in _read_docstrings(model).items():
                definition["properties"][key]["description"] = text
    return schema


def _list_classes(base: type[BaseModel]) -> Iterator[type[BaseModel]]:
    for each in base.__subclasses__():
        yield each
        yield from _list_classes(each)


_TABLES = {each.__name__: each for each in _list_classes(PolicyTable)}
"""Every table of a policy file, by its name in the schema."""


def _read_docstrings(model: type[BaseModel]) -> dict[str, str]:
    """Read the string below each field of a class and its bases; pydantic could, but at each start of the bot."""
    tables = [each for each in model.__mro__ if each in _TABLES.values()]
    return {key: text for each in tables[::-1] for key, text in _read_own_docstrings(each).items()}


def _read_own_docstrings(model: type[Any]) -> dict[str, str]:
    (tree,) = ast.parse(inspect.getsource(model)).body
    assert isinstance(tree, ast.ClassDef)
    return {
        field.target.id: str(text.value.value)
        for field, text in zip(tree.body, tree.body[1:], strict=False)
        if isinstance(field, ast.AnnAssign) and isinstance(field.target, ast.Name)
        if isinstance(text, ast.Expr) and isinstance(text.value, ast.Constant)
    }


def _list_tables(
    schema: JSON, path: str = "", table: JSON | None = None
) -> Iterator[tuple[str, JSON]]:
    """List the tables of the file, the widest first, by their headings in TOML."""
    here = table or schema
    yield path, here
    for key, value in here["properties"].items():
        inner, suffix = _resolve(value, schema), ""
        if "additionalProperties" in inner and "properties" not in inner:
            suffix = ".<label>" if key == "labels" else ".<id>"
            inner = _resolve(inner["additionalProperties"], schema)
        if "properties" in inner:
            yield from _list_tables(schema, f"{path}.{key}{suffix}".lstrip("."), inner)


def _resolve(value: JSON, schema: JSON) -> JSON:
    name = value.get("$ref", "").rpartition("/")[2]
    resolved: JSON = schema["$defs"][name] if name else value
    return resolved


def _describe_table(path: str, table: JSON, schema: JSON) -> str:
    rows = [
        f"| `{key}` | {value['description']} | {_describe_values(value, schema)} | {_default(value)} |"
        for key, value in table["properties"].items()
        if _is_in_table(_resolve(value, schema))
    ]
    heading = f"## `[{path}]`" if path else "## At the top of the file"
    head = "| key | meaning | values | without it |\n|---|---|---|---|"
    return (
        "\n\n".join([heading, table["description"], *(["\n".join([head, *rows])] if rows else [])])
        + "\n"
    )


def _is_in_table(value: JSON) -> bool:
    """Return whether a key has a value, or a table of plain ones, and no table with a page of its own."""
    if value.get("type") != "object":
        return True
    inner = value.get("additionalProperties")
    return isinstance(inner, dict) and inner.get("type") == "string"


def _describe_values(value: JSON, schema: JSON) -> str:
    """Describe what a value may be: "a whole number from 1 to 365"."""
    value = _resolve(value, schema)
    if "anyOf" in value:
        kinds = [_describe_values(each, schema) for each in value["anyOf"]]
        return ", ".join(filter(None, kinds))
    if "enum" in value:
        return ", ".join(f'`"{each}"`' for each in value["enum"])
    if value["type"] == "array":
        items = _describe_values(value["items"], schema)
        return f"a list of {'ids in quotes' if items == 'text' else items}"
    kind = _KINDS[value["type"]]
    is_bounded = "minimum" in value and "maximum" in value
    return f"{kind} from {value['minimum']} to {value['maximum']}" if is_bounded else kind


_KINDS = {
    "boolean": "`true`, `false`",
    "integer": "a whole number",
    "null": "",
    "number": "a number from 0 to 1",
    "object": "a table of ids and text",
    "string": "text",
}


def _default(value: JSON) -> str:
    found = value.get("default")
    return "as in wider places" if found is None else f"`{json.dumps(found)}`"
