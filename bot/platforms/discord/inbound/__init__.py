"""From Discord to us: gateway events as messages, attachments, gaps and backfill."""
