"""Inbound: Slack's events converted to messages, with their users, channels, attachments and backfill."""
