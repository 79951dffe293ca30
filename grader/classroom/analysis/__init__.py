"""A class as numbers: scores, outcomes, misconceptions, checks, alike solutions; knows no words."""

from .gather import Gathered, Handed, gather

__all__ = ["Gathered", "Handed", "gather"]
