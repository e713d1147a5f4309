"""What cpu() is given must be a time."""
from meanwhile import cpu

for wrong in (-1, float("nan"), "1", None):
    try:
        cpu(wrong)
    except (TypeError, ValueError) as error:
        print(type(error).__name__, error)
cpu(0)
cpu(0.0)
