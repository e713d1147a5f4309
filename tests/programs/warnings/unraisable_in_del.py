class Noisy:
    def __del__(self):
        raise ValueError("in __del__")

    def __repr__(self):
        return "<Noisy>"


thing = Noisy()
print("dropping")
thing = None
print("still here")
