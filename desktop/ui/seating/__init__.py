"""Screens of the seats: the plan of one booking with its list, people, rules, proposals and prints."""
