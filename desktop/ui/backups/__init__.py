"""Screens of backups beside the settings: the schedule of this window, and what stands between it and its end."""
