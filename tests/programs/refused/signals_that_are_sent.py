# test: refused
import signal

signal.alarm(5)
signal.raise_signal(signal.SIGINT)
