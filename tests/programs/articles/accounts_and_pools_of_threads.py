import threading, time, queue, random
from concurrent.futures import ThreadPoolExecutor, as_completed, wait, FIRST_COMPLETED, Future
random.seed(3)

class Account:
    def __init__(self, balance): self.balance, self.lock, self.history = balance, threading.RLock(), []
    def withdraw(self, n):
        with self.lock:
            with self.lock:
                if self.balance < n: raise ValueError(f'only {self.balance}')
                seen = self.balance
                time.sleep(0.01)
                self.balance = seen - n
                self.history.append((threading.current_thread().name, n))

class Bounded:
    def __init__(self, size):
        self.items, self.size, self.cond = [], size, threading.Condition()
    def put(self, x):
        with self.cond:
            self.cond.wait_for(lambda: len(self.items) < self.size)
            self.items.append(x); self.cond.notify_all()
    def get(self, timeout=None):
        with self.cond:
            if not self.cond.wait_for(lambda: self.items, timeout): raise TimeoutError
            x = self.items.pop(0); self.cond.notify_all(); return x

def fetch(n):
    time.sleep(0.1 * (5 - n) + 0.001 * n)
    if n == 3: raise RuntimeError(f'job {n}')
    return n * n

account = Account(100)
def customer(n):
    for amount in (10, 20, 30):
        try: account.withdraw(amount)
        except ValueError as e: print(threading.current_thread().name, e)
threads = [threading.Thread(target=customer, args=(n,), name=f'customer-{n}') for n in range(3)]
for t in threads: t.start()
for t in threads: t.join()
print(account.balance, account.history)
box = Bounded(2)
def produce():
    for i in range(6): box.put(i); 
    print('produced at', round(time.monotonic(), 2))
p = threading.Thread(target=produce); p.start()
got = []
for _ in range(6):
    time.sleep(0.05); got.append(box.get())
p.join(); print(got)
try: box.get(0.3)
except TimeoutError: print('nothing after 0.3 s')
with ThreadPoolExecutor(3) as pool:
    futures = {pool.submit(fetch, n): n for n in range(5)}
    for f in as_completed(futures):
        print(futures[f], f.exception() or f.result())
    print(list(pool.map(lambda x: x + 1, range(4))), pool.submit(pow, 2, 10).result())
    f = pool.submit(fetch, 0); f.add_done_callback(lambda f: print('callback', f.result(), f.done()))
    try: f.result(timeout=0.01)
    except TimeoutError as e: print('too early', repr(str(e)))
timer = threading.Timer(0.5, print, ['timer rang']); timer.start()
late = threading.Timer(5, print, ['never']); late.start(); late.cancel(); timer.join(); late.join()
gate = threading.Event()
print(gate.wait(0.1), gate.is_set()); gate.set(); print(gate.wait(0.1))
sem = threading.BoundedSemaphore(2)
print(sem.acquire(), sem.acquire(), sem.acquire(blocking=False), sem.acquire(timeout=0.2)); sem.release(2)
try: sem.release()
except ValueError as e: print(e)
local = threading.local(); local.x = 1
def look(): print(hasattr(local, 'x'), threading.main_thread().name, threading.active_count())
t = threading.Thread(target=look); t.start(); t.join()
q = queue.PriorityQueue(); [q.put(x) for x in (3, 1, 2)]
print([q.get() for _ in range(3)], q.empty())
try: q.get(timeout=0.1)
except queue.Empty as e: print('empty', repr(e))
def die(): raise KeyError('in thread')
hooked = []
threading.excepthook = lambda args: hooked.append((args.exc_type.__name__, args.thread.name))
t = threading.Thread(target=die, name='mortal'); t.start(); t.join(); print(hooked)
print(f'{time.monotonic():.3f}', threading.enumerate())
