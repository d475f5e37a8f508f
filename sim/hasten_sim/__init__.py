"""Compile, run, judge and measure programs that nobody trusts.

Useful alone: nothing here knows of editors, rules or models (``hasten`` does). A program and a
test suite go in, a `Verdict` and a `Measurement` come out, and every number can be repeated.
"""
