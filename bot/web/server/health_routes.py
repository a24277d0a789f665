"""Health routes: `/healthz`, `/readyz` and `/metrics`."""

from fastapi import FastAPI
from prometheus_client import CollectorRegistry, generate_latest
from starlette.responses import Response

from bot.web.server.client_protocols import json_response


def add_health(site: FastAPI, registry: CollectorRegistry) -> None:
    """Serve the health of the site, and its metrics."""

    @site.api_route("/healthz", methods=["GET", "HEAD"], include_in_schema=False)
    async def get_health() -> Response:
        return json_response(200, {"status": "ok"})

    @site.api_route("/readyz", methods=["GET", "HEAD"], include_in_schema=False)
    async def get_readiness() -> Response:
        is_ready = site.state.is_ready
        return json_response(200 if is_ready else 503, {"status": "ok" if is_ready else "starting"})

    @site.get("/metrics", include_in_schema=False)
    async def get_metrics() -> Response:
        return Response(generate_latest(registry), media_type="text/plain; version=0.0.4")
