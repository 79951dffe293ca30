"""Slips of typing in text that parses: names, members, arguments, brackets, lines in the wrong place."""
