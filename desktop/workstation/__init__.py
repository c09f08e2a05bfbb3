"""This machine and this user: folders, preferences, secrets, logs."""
