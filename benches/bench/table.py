"""The one table: a row for each thing measured, a column for each client, and beside each value how many times that of
this library it is."""

from dataclasses import dataclass

OWN = "webexrec"


@dataclass(frozen=True)
class Row:
    part: str
    what: str
    # "s", "ms", "MiB", "MB" and so on; "" for a count or a ratio.
    unit: str
    # The value of each client; a text where there is no number to compare.
    values: dict[str, float | str]
    # What this library is to reach, as people read it, and whether it did.
    goal: str = ""
    reached: bool | None = None
    # Where the row is in the plot: a panel's title, and the place along its axis. Numbers make lines, texts bars.
    # What is counted per second ("calls/s") is better if it is more; anything else if it is less.
    panel: str = ""
    x: float | str = ""


def markdown(rows: list[Row]) -> str:
    clients = sorted({client for row in rows for client in row.values}, key=lambda client: (client != OWN, client))
    goals = ["goal", "reached"] if any(row.goal for row in rows) else []
    lines = [["", *clients, *goals], ["---"] + ["---:"] * len(clients) + ["---"] * len(goals)]
    for row in rows:
        cells = [cell(row, client) for client in clients]
        said = {None: "", True: "yes", False: "**no**"}[row.reached]
        lines.append([f"{row.part}: {row.what}", *cells, *([row.goal, said] if goals else [])])
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
    """Three figures that count, and whole numbers whole."""
    if value == int(value) or abs(value) >= 100:
        return f"{value:,.0f}"
    return f"{value:.{1 if abs(value) >= 10 else 2 if abs(value) >= 0.1 else 4}f}"
