"""From Discord: gateway events and history as messages."""
