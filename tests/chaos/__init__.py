"""Filled forms, mangled in every way that villages know, and what the reader makes of them."""
