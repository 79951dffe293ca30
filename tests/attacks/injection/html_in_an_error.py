"""Closes tags and attributes and runs scripts in a page."""

TEXT = "</pre></code></script><script>alert('attacked')</script><img src=x onerror=alert(1)>'\" onmouseover=alert(1) <a href=javascript:alert(1)>x</a><base href=//attack.invalid><svg onload=alert(1)>"


def numerical_diff(f, x):
    raise type('E' + TEXT, (Exception,), {})(TEXT)
