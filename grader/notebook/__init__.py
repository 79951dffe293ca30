"""Notebooks: built from solutions/, and checked in the kernel where a learner works; loads nothing itself."""
