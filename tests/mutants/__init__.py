"""Malformed input by the thousand, each repeatable from its kind and its key.

`PYTHONPATH=tests python -m mutants` judges them all, `… "rate card cells" 17` one of them again, `… --times 10` many more.
"""
