"""Clientele: the desktop program in which a small office looks after its clients."""

__version__ = "0.1.0"
