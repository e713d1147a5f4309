def queens(n, row=0, columns=(), left=(), right=()):
    if row == n:
        yield []
        return
    for c in range(n):
        if c not in columns and row + c not in left and row - c not in right:
            for rest in queens(n, row + 1, (*columns, c), left + (row + c,), right + (row - c,)):
                yield [c] + rest


print(sum(1 for _ in queens(6)), next(queens(8)))
for c in next(queens(5)):
    print("".join("Q" if i == c else "." for i in range(5)))


def solve(board):
    for i, cell in enumerate(board):
        if cell == 0:
            r, c = divmod(i, 4)
            for v in range(1, 5):
                if all(board[r * 4 + k] != v and board[k * 4 + c] != v for k in range(4)) and all(
                    board[(r // 2 * 2 + a) * 4 + c // 2 * 2 + b] != v for a in (0, 1) for b in (0, 1)
                ):
                    board[i] = v
                    if solve(board):
                        return True
                    board[i] = 0
            return False
    return True


board = [1, 0, 0, 0, 0, 0, 3, 0, 0, 4, 0, 0, 0, 0, 0, 2]
print(solve(board), [board[i : i + 4] for i in range(0, 16, 4)])
