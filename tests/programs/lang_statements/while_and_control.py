n, steps = 27, 0
while n != 1:
    n = n // 2 if n % 2 == 0 else 3 * n + 1
    steps += 1
print(steps)
i = 0
while True:
    i += 1
    if i % 2:
        continue
    if i > 6:
        break
    print(i, end=" ")
print()
while i:
    i -= 4
    if i < 0:
        break
else:
    print("else")
stack = [1, [2, [3, 4]], 5]
flat = []
while stack:
    item = stack.pop()
    if isinstance(item, list):
        stack.extend(item)
    else:
        flat.append(item)
print(flat)
low, high = 0, 100
guesses = []
while low <= high:
    guess = (low + high) // 2
    guesses.append(guess)
    if guess < 37:
        low = guess + 1
    elif guess > 37:
        high = guess - 1
    else:
        break
print(guesses)
outer = 0
while outer < 3:
    inner = 0
    while inner < 3:
        inner += 1
        if inner == 2:
            continue
        if outer == 1:
            break
        print((outer, inner), end=" ")
    else:
        print("inner done", end=" ")
    outer += 1
print()
x = 10
while x: x -= 3; x = max(x, 0)
print(x); y = 1; print(y)
if x: pass
elif y: print("elif on one line")
for a in range(3): print(a, end=","); b = a
print(b)
pass; pass
if True:
    if False:
        print("no")
    elif None:
        print("no")
    else:
        if not 0: print("deep")
