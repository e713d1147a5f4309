# test: refused
import multiprocessing
from multiprocessing import Pool

if __name__ == "__main__":
    worker = multiprocessing.Process(target=print, args=(1,))
    worker.start()
