"""Slash commands, shortcuts, buttons, views and the App Home on Slack."""
