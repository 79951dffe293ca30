"""A class: who handed in what, graded once each, kept in a gradebook, handed back in others' formats."""
