"""The API's document, OpenAPI 3.1, made of the table of routes and of the types that validate."""

from collections.abc import Iterator
from typing import Any

import msgspec

from appliance.web.problems import Problem
from appliance.web.route import Open, Query, Route, Table

Json = dict[str, Any]
"""Of JSON; its shape is the OpenAPI Specification's."""
REFERENCE = "#/components/schemas/{name}"
SESSION: list[Json] = [{"session": []}, {"token": []}]
DESCRIPTION = (
    "Everything the pages do. Errors are application/problem+json with one sentence. "
    "Requests that dial or send take an Idempotency-Key. x-roles names who may ask."
)


def document(table: Table, version: str) -> Json:
    """Of the routes for programs; those for people are pages."""
    routes = [route for route in table if route.is_api]
    types = list(dict.fromkeys([Problem, *(kind for route in routes for kind in _types(route))]))
    schemas, components = msgspec.json.schema_components(types, ref_template=REFERENCE)
    known = dict(zip(types, schemas, strict=True))
    paths: Json = {}
    for route in routes:
        paths.setdefault(route.path, {})[route.method.lower()] = _operation(route, known)
    return {
        "openapi": "3.1.0",
        "info": {"title": "Callbox", "version": version, "description": DESCRIPTION},
        "servers": [{"url": "/"}],
        "paths": paths,
        "components": {
            "schemas": components,
            "responses": {"Problem": _answer("What is wrong, in one sentence.", Problem, known, "problem+json")},
            "securitySchemes": {
                "session": {"type": "apiKey", "in": "cookie", "name": "callbox"},
                "token": {"type": "http", "scheme": "bearer"},
            },
        },
    }


def _types(route: Route) -> Iterator[Any]:
    yield from (kind for kind in (route.body, route.reply) if kind is not None and not isinstance(kind, str))
    yield from (query.kind for query in route.queries)


def _operation(route: Route, known: dict[Any, Json]) -> Json:
    words = route.path.removeprefix("/api/v1").strip("/").split("/")
    operation: Json = {
        "operationId": f"{route.method.lower()}_{'_'.join(word.strip('{}') for word in words)}".replace("-", "_"),
        "summary": route.summary,
        "tags": [words[0]],
        "parameters": [*map(_path_parameter, route.parameters), *(_query(query, known) for query in route.queries)],
        "responses": {
            str(route.status.value): _answer(route.status.phrase, route.reply, known),
            "default": {"$ref": "#/components/responses/Problem"},
        },
        "security": [],
    }
    if not isinstance(route.allowed, Open):
        operation["security"] = SESSION
        operation["x-roles"] = sorted(role.value for role in route.allowed)
    if route.once:
        text = {"type": "string", "minLength": 1, "maxLength": 255}
        what = "Made up by who asks: a repeated request with the same key is answered and not done again."
        operation["parameters"].append({"name": "Idempotency-Key", "in": "header", "schema": text, "description": what})
    if route.body is not None:
        operation["requestBody"] = {"content": _content(route.body, known), "required": isinstance(route.body, str)}
    return operation


def _path_parameter(name: str) -> Json:
    return {"name": name, "in": "path", "required": True, "schema": {"type": "string"}}


def _query(query: Query, known: dict[Any, Json]) -> Json:
    return {
        "name": query.name,
        "in": "query",
        "required": query.needed,
        "description": query.what,
        "schema": known[query.kind],
    }


def _answer(phrase: str, kind: Any, known: dict[Any, Json], media: str = "json") -> Json:
    content = {} if kind is None else {"content": _content(kind, known, media)}
    return {"description": phrase, **content}


def _content(kind: Any, known: dict[Any, Json], media: str = "json") -> Json:
    return {kind: {}} if isinstance(kind, str) else {f"application/{media}": {"schema": known[kind]}}
