"""The HTTP application: routes, middleware, API keys, and how each client protocol reports problems."""
