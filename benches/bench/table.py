"""The table of results: a row for each measurement and a column for each client. In brackets, values are relative to
this library."""

from dataclasses import dataclass

OWN = "webexrec"


@dataclass(frozen=True)
class Row:
    part: str
    what: str
    # Such as "s", "ms", "MiB"; "" for a count or a ratio.
    unit: str
    # The value of each client, or a text if there is no number.
    values: dict[str, float | str]
    # The goal for this library, in words, and whether it was reached.
    goal: str = ""
    reached: bool | None = None
    # The title of the row's panel in the plot, and its position on the axis: a number for lines, a text for bars.
    # More is better for units per second ("calls/s"), less for all others.
    panel: str = ""
    x: float | str = ""


def markdown(rows: list[Row]) -> str:
    clients = sorted({client for row in rows for client in row.values}, key=lambda client: (client != OWN, client))
    goals = ["goal", "reached"] if any(row.goal for row in rows) else []
    lines = [["", *clients, *goals], ["---"] + ["---:"] * len(clients) + ["---"] * len(goals)]
    for row in rows:
        cells = [cell(row, client) for client in clients]
        reached = {None: "", True: "yes", False: "**no**"}[row.reached]
        lines.append([f"{row.part}: {row.what}", *cells, *([row.goal, reached] if goals else [])])
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def cell(row: Row, client: str) -> str:
    value, own = row.values.get(client, ""), row.values.get(OWN)
    if isinstance(value, str):
        return value
    text = f"{number(value)} {row.unit}".strip()
    if client != OWN and isinstance(own, float | int) and own > 0:
        text += f" ({number(value / own)}x)"
    return text


def number(value: float) -> str:
    """At least three significant digits; integers without decimals."""
    if value == int(value) or abs(value) >= 100:
        return f"{value:,.0f}"
    return f"{value:.{1 if abs(value) >= 10 else 2 if abs(value) >= 0.1 else 4}f}"
