"""Is quoted with a line that is a workflow command."""

def numerical_diff(f, x):
    raise ValueError("""
::error::attacked
##[error]attacked
```
# attacked
""")
