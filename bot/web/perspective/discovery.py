"""Discovery document: the description of the API that Google's client library reads.

https://developers.google.com/discovery/v1/reference/apis
"""

from typing import Any

_PARAMETERS = {
    "key": {"type": "string", "location": "query", "description": "API key."},
    "alt": {"type": "string", "location": "query", "enum": ["json"], "default": "json"},
    "prettyPrint": {"type": "boolean", "location": "query"},
}


def build_discovery(root: str) -> dict[str, Any]:
    """Return the discovery document of the API at an address such as "http://127.0.0.1:8080/"."""
    return {
        "kind": "discovery#restDescription",
        "discoveryVersion": "v1",
        "id": "commentanalyzer:v1alpha1",
        "name": "commentanalyzer",
        "version": "v1alpha1",
        "title": "Parley, in the place of the Perspective Comment Analyzer API",
        "protocol": "rest",
        "rootUrl": root,
        "baseUrl": root,
        "servicePath": "",
        "batchPath": "batch",
        "parameters": _PARAMETERS,
        "schemas": {"Any": {"id": "Any", "type": "any"}},
        "resources": {
            "comments": {"methods": {name: _method(name) for name in ("analyze", "suggestscore")}}
        },
    }


def _method(name: str) -> dict[str, Any]:
    path = f"v1alpha1/comments:{name}"
    return {
        "id": f"commentanalyzer.comments.{name}",
        "path": path,
        "flatPath": path,
        "httpMethod": "POST",
        "parameters": {},
        "parameterOrder": [],
        "request": {"$ref": "Any"},
        "response": {"$ref": "Any"},
    }
