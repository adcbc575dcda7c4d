"""Suites of cases that ``python -m evals run`` measures."""
