"""The verbs: what a person can do in the office, one file per noun."""
