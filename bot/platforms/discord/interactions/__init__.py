"""Slash commands, menus, buttons and autocomplete on Discord."""
