"""How good hasten is: a data set searched case by case, and the scores that papers report."""
