"""The web page, and an API for clients of Perspective and of OpenAI's moderation endpoint."""
