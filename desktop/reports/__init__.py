"""Printed sheets, made from plain values."""
