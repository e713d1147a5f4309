GRAPH = {"A": {"B": 1, "C": 4}, "B": {"C": 2, "D": 5}, "C": {"D": 1}, "D": {"E": 3}, "E": {}}


def bfs(start):
    seen, queue = {start: None}, [start]
    while queue:
        node = queue.pop(0)
        for next_node in GRAPH[node]:
            if next_node not in seen:
                seen[next_node] = node
                queue.append(next_node)
    return seen


def path(seen, end):
    result = []
    while end is not None:
        result.append(end)
        end = seen[end]
    return result[::-1]


def dfs(node, visited=None):
    visited = visited if visited is not None else []
    visited.append(node)
    for n in GRAPH[node]:
        if n not in visited:
            dfs(n, visited)
    return visited


def dijkstra(start):
    distance = {n: float("inf") for n in GRAPH}
    distance[start] = 0
    todo = set(GRAPH)
    while todo:
        node = min(sorted(todo), key=distance.__getitem__)
        todo.remove(node)
        for n, cost in GRAPH[node].items():
            distance[n] = min(distance[n], distance[node] + cost)
    return distance


def topological():
    order, done = [], set()

    def visit(n):
        if n in done:
            return
        done.add(n)
        for m in GRAPH[n]:
            visit(m)
        order.insert(0, n)

    for n in GRAPH:
        visit(n)
    return order


seen = bfs("A")
print(seen, path(seen, "E"), dfs("A"), dijkstra("A"), topological(), sep="\n")
