"""The rules: one module a topic, each an explicit table of misconceptions with their edits."""
