"""The office commands, one file per noun, over the same services as the window."""
