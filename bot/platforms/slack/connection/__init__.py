"""Connecting to Slack: tokens, workspaces, OAuth installations, the two transports and API errors."""
