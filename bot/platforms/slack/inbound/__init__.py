"""From Slack to us: events as messages, users, groups, channels, attachments and backfill."""
