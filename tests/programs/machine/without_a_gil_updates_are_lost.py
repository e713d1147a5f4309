# test: by-hand
# meanwhile: machine instruction 100ns gil off
"""Without a GIL even `counter += 1` loses updates: other threads run between any two instructions."""
import threading

counter = 0


def work():
    global counter
    for _ in range(500):
        counter += 1


threads = [threading.Thread(target=work) for _ in range(4)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
print(500 <= counter < 2000)
