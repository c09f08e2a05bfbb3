"""The screens, one folder per noun."""
