"""Text that does not parse, and the tokens that would let it."""
