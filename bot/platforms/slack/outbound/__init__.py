"""Outbound: actions, alerts, direct messages and files to Slack, and the Block Kit they are built of."""
