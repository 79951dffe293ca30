"""Writes the placeholders of format and percent formatting."""

TEXT = "{0.__class__} {score} {{}} %s %(score)s %n $score ${score} {type} {text} {"


def numerical_diff(f, x):
    raise type('E' + TEXT, (Exception,), {})(TEXT)
