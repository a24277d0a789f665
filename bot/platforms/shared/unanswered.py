"""Words for a platform that does not answer."""

NETWORK_REMEDY = "look at this machine's network"


def format_unanswered(platform: str, error: BaseException) -> str:
    """Format what doctor says of it: "no answer from Discord (ClientConnectorDNSError): look at ..."."""
    return f"no answer from {platform} ({type(error).__name__}): {NETWORK_REMEDY}"
