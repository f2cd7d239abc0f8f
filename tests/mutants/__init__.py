"""Malformed input by the thousand, each repeatable from its kind and its key.

With this folder's parent on the path: `python -m mutants` judges them all, `python -m mutants "rate card cells" 17` one.
"""
