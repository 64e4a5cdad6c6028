"""Strongly connected components of a graph, each after those that it needs (Tarjan's algorithm)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence


def components(needs: Sequence[Sequence[int]]) -> Iterator[list[int]]:
    """`needs[n]` lists what node n needs. Yields lists of nodes that need one another, in ascending order; without
    recursion, for chains can be long."""
    index: dict[int, int] = {}
    low: dict[int, int] = {}
    stack: list[int] = []
    on_stack: set[int] = set()
    for root in range(len(needs)):
        if root in index:
            continue
        work = [(root, 0)]
        while work:
            node, position = work.pop()
            if position == 0:
                index[node] = low[node] = len(index)
                stack.append(node)
                on_stack.add(node)
            for offset in range(position, len(needs[node])):
                other = needs[node][offset]
                if other not in index:
                    # Come back to this neighbour once it is done.
                    work += [(node, offset + 1), (other, 0)]
                    break
                if other in on_stack:
                    low[node] = min(low[node], index[other])
            else:
                if low[node] == index[node]:
                    found: list[int] = []
                    while not found or found[-1] != node:
                        found.append(stack.pop())
                    on_stack.difference_update(found)
                    yield sorted(found)
                if work:
                    parent = work[-1][0]
                    low[parent] = min(low[parent], low[node])
