"""The untrusted side: a fork server that runs learners' programs in confined children.

Started as its own clean process (`python -I -S`), where this package is the top-level package
`worker` and nothing else of the project can be imported. It knows how to run steps and how to
report what happened; it knows no exercise and no expected value.
"""
