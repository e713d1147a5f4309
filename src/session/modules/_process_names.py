"""What a process is called: the main one until a pool names the worker that it starts."""

name = "MainProcess"
parent = None  # its number
