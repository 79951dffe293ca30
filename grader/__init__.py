"""An automated grader that names the idea that is wrong, for chapter 4 of Deep Learning from Scratch."""

__version__ = "0.1.0"
