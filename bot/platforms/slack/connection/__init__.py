"""Connections to Slack: Socket Mode, HTTP events, OAuth installations, tokens and scopes."""
