"""The picture of growth.py: cost of a decision over size, both by powers of ten, a panel for each thing that grows."""

from collections.abc import Sequence
from pathlib import Path

from benchmarks.routing.contest import C_BEST, C_SCAN, TRAFFIC
from benchmarks.routing.growth import Sweep

PICTURE = Path(__file__).parents[2] / "docs" / "routing_growth.png"
LOOKS = {TRAFFIC: ("#1f4e9c", "o", "-"), C_BEST: ("#2b8a3e", "s", "--"), C_SCAN: ("#b3541e", "^", ":")}
HEADROOM = 6
"""Above the dearest decision, for the legends."""
NAMES = {TRAFFIC: "ours, inside traffic", C_BEST: "best C structure", C_SCAN: "plain C scan"}


def draw(sweeps: Sequence[Sweep], file: Path = PICTURE) -> bool:
    """Writes the PNG; False when there is no matplotlib (pip install 'callbox[plots]')."""
    try:
        from matplotlib.figure import Figure
    except ImportError:
        return False
    figure = Figure(figsize=(13, 4.6), layout="constrained")
    panels = figure.subplots(1, len(sweeps), sharey=True)
    for panel, sweep in zip(panels, sweeps, strict=True):
        for who, (colour, mark, stroke) in LOOKS.items():
            panel.loglog(
                [point.size for point in sweep.points],
                [point.ns[who] for point in sweep.points],
                color=colour,
                marker=mark,
                linestyle=stroke,
                label=f"{NAMES[who]}: slope {sweep.slope(who):z.2f}",
            )
        panel.set_xlabel(f"{sweep.what}\n({sweep.meanwhile})")
        panel.grid(visible=True, which="major", color="#dddddd")
        panel.legend(fontsize="small", loc="upper left")
    panels[0].set_ylabel("nanoseconds per decision")
    panels[0].set_ylim(top=HEADROOM * panels[0].get_ylim()[1])
    figure.suptitle("Cost of a routing decision (slope: of log cost over log size; 1 is linear, 0 is constant)")
    figure.savefig(file, dpi=110)
    return True
