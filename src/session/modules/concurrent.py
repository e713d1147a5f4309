"""A package that holds concurrent.futures."""
