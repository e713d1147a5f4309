"""Handlers of signals are taken and given back; nobody sends a signal."""
# test: plain
import signal
import threading

print(signal.SIGINT, repr(signal.SIGTERM), signal.SIGTERM.name, signal.Signals(15), signal.Signals.SIGUSR1 + 0, signal.SIG_DFL, repr(signal.SIG_IGN), signal.getsignal(signal.SIGTERM), signal.getsignal(signal.SIGINT) is signal.default_int_handler)
def handler(signum, frame): print('never')
print(signal.signal(signal.SIGTERM, handler), signal.getsignal(15) is handler, signal.signal(signal.SIGTERM, signal.SIG_DFL) is handler, signal.signal(signal.SIGUSR1, 1), signal.getsignal(signal.SIGUSR1))
for bad in (lambda: signal.signal(99, handler), lambda: signal.signal(2, 'x'), lambda: signal.signal(9, handler), lambda: signal.signal('a', handler), lambda: signal.getsignal(0), lambda: signal.default_int_handler(2, None)):
    try: print(bad())
    except (ValueError, TypeError, OSError, KeyboardInterrupt) as e: print(type(e).__name__, e)
t = threading.Thread(target=lambda: bad_thread()); 
def bad_thread():
    try: signal.signal(signal.SIGINT, handler)
    except ValueError as e: print(e)
t.start(); t.join()
