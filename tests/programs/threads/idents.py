import threading

idents = []


def worker():
    idents.append(threading.get_ident())


threads = [threading.Thread(target=worker) for _ in range(3)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
print(len(idents), threading.get_ident() in idents)
print(threads[0].ident == idents[0], threading.current_thread().ident == threading.get_ident())
print(threading.Thread().ident)
