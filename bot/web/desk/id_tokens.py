"""ID tokens of OpenID Connect: who signed in, under the provider's signature (OpenID Connect Core 1.0, section 3.1.3.7)."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import InvalidPayloadError, JoseError
from joserfc.jwk import KeySet
from joserfc.jws import JWSRegistry

IdTokenError = JoseError
"""An ID token that proves nothing: forged, for somebody else, of another sign-in, or too old."""

LEEWAY = 60
"""Seconds by which the clocks of a provider and of this machine may differ."""

_REGISTRY = JWSRegistry(algorithms=["RS256"], strict_check_header=False)
"""Every provider of OpenID Connect must sign by RS256; a token that names another algorithm is refused."""


def verify_id_token(
    answer: Mapping[str, Any], keys: object, *, issuer: str, client: str, nonce: str, at: datetime
) -> dict[str, Any]:
    """Return the claims of the ID token in an answer of a token endpoint.

    `keys`: the key set of the provider, as its address answers (RFC 7517). `client`: the app for which the token
    must be made. `nonce`: what the browser was sent away with.

    Raises:
        IdTokenError: it is not signed by one of the keys, or says anything else than these.
    """
    found = keys.get("keys") if isinstance(keys, Mapping) else None
    key_set = KeySet.import_key_set({"keys": found if isinstance(found, list) else []})
    sent = answer.get("id_token")
    if not isinstance(sent, str):
        raise InvalidPayloadError
    token = jwt.decode(sent, key_set, registry=_REGISTRY)
    claims = CodeIDToken(
        token.claims,
        token.header,
        {"iss": {"value": issuer}, "aud": {"value": client}},
        {"nonce": nonce, "client_id": client, "access_token": answer.get("access_token")},
    )
    claims.validate(now=int(at.timestamp()), leeway=LEEWAY)
    return dict(claims)
