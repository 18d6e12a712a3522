"""Draws the rows that name a panel into docs/images/benchmarks.svg: lines over numbers, or bars for texts. A client has
the same colour in all panels. The same rows give the same file."""

from math import ceil
from pathlib import Path

from matplotlib import rc_context
from matplotlib.figure import Figure
from matplotlib.patches import Patch

from .table import OWN, number

FILE = Path(__file__).parents[2] / "docs" / "images" / "benchmarks.svg"
COLUMNS = 2
# One for each client. The first ones, by Okabe and Ito, suit colour-blind readers; lines also have markers.
COLOURS = ["#0072B2", "#E69F00", "#009E73", "#D55E00", "#CC79A7", "#56B4E9", "#000000", "#F0E442", "#999999", "#882255"]
MARKERS = "osD^vPX<>*"
# If the largest value is this many times the smallest, the axis is logarithmic.
LOG_RATIO = 20
STYLE = {
    "svg.hashsalt": "webexrec",
    # Text stays text: it is smaller and can be searched. Without this font, viewers use a similar one.
    "svg.fonttype": "none",
    "font.sans-serif": "DejaVu Sans",
    "font.size": 9,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.grid": True,
    "axes.axisbelow": True,
    "grid.color": "#E5E5E5",
    "legend.frameon": False,
}


def plot(rows):
    panels = {}
    for row in rows:
        if row.panel:
            panels.setdefault(row.panel, []).append(row)
    drawn = [client for panel in panels.values() for row in panel for client in row.values]
    clients = list(dict.fromkeys([OWN, *drawn]))
    # Strict: more clients than colours is an error.
    styles = dict(zip(clients, list(zip(COLOURS, MARKERS))[: len(clients)], strict=True))
    height = ceil(len(panels) / COLUMNS)
    with rc_context(STYLE):
        figure = Figure(figsize=(5 * COLUMNS, 2.9 * height + 0.6), layout="constrained", facecolor="white")
        figure.get_layout_engine().set(hspace=0.08, wspace=0.04)
        for index, (title, panel) in enumerate(panels.items(), start=1):
            axes = figure.add_subplot(height, COLUMNS, index)
            draw = draw_bars if isinstance(panel[0].x, str) else draw_lines
            draw(axes, panel, styles)
            unit = panel[0].unit
            better = f"{unit}, {'more' if unit.endswith('/s') else 'less'} is better".removeprefix(", ")
            axes.set_title(title, loc="left", weight="bold", fontsize=9, pad=18)
            axes.annotate(better, (0, 1), (0, 6), "axes fraction", "offset points", color="#555555")
        legend = [Patch(color=colour, label=client) for client, (colour, _) in styles.items()]
        figure.legend(handles=legend, loc="outside upper left", ncols=ceil(len(legend) / 2))
        figure.savefig(FILE, metadata={"Date": None})


def draw_lines(axes, rows, styles):
    every = []
    for client, (colour, marker) in styles.items():
        points = [(row.x, value) for row in rows if is_number(value := row.values.get(client))]
        if points:
            # This library's line is drawn above the others.
            axes.plot(*zip(*points), color=colour, marker=marker, markersize=4, zorder=4 if client == OWN else 3)
            every += points
    xs, ys = zip(*every)
    if max(xs) > LOG_RATIO * min(xs) > 0:
        axes.set_xscale("log")
    if max(ys) > LOG_RATIO * min(ys) > 0:
        axes.set_yscale("log")
    else:
        axes.set_ylim(0, 1.1 * max(ys))
    axes.set_xticks(sorted(set(xs)), [number(x) for x in sorted(set(xs))])
    axes.minorticks_off()
    axes.yaxis.set_major_formatter(lambda value, _: number(value))


def draw_bars(axes, rows, styles):
    """Bars start at zero, so that their lengths can be compared, and have their values beside them."""
    clients = [client for client in styles if any(is_number(row.values.get(client)) for row in rows)]
    thickness = 0.8 / len(clients)
    for index, client in enumerate(clients):
        places = [(at, row.values[client]) for at, row in enumerate(rows) if is_number(row.values.get(client))]
        middles = [at + (index - (len(clients) - 1) / 2) * thickness for at, _ in places]
        bars = axes.barh(middles, [value for _, value in places], thickness, color=styles[client][0])
        axes.bar_label(bars, [number(value) for _, value in places], padding=2, fontsize=7)
    axes.set_yticks(range(len(rows)), [row.x for row in rows])
    axes.invert_yaxis()
    axes.grid(axis="y", visible=False)
    axes.margins(x=0.12)
    axes.xaxis.set_major_formatter(lambda value, _: number(value))


def is_number(value):
    return isinstance(value, float | int)
