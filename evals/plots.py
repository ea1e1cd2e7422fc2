"""The report's plots, as SVG that stands inside an HTML page and takes its text colour."""

from __future__ import annotations

import io
import re
from collections.abc import Mapping, Sequence
from typing import Any

import matplotlib as mpl
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from evals.refusal_metrics import Bin

# Stands for the page's own text colour while matplotlib draws.
_INK = "#010203"
# Told apart on white and on black, and with the common colour blindnesses (after Okabe and Ito).
_COLOURS = ("#2f7fc1", "#d98a1f", "#2a9d76", "#b86bb0", "#8a8f98", "#c9514a", "#6a6fd0", "#a08a3c")
_STYLE: dict[Any, Any] = {
    "svg.fonttype": "none",
    "svg.hashsalt": "report",
    "font.family": "sans-serif",
    "font.size": 9,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "legend.frameon": False,
} | dict.fromkeys(
    ("text.color", "axes.labelcolor", "axes.edgecolor", "xtick.color", "ytick.color"), _INK
)


def bars(values: Mapping[str, Mapping[str, float]], label: str) -> str:
    """Groups of horizontal bars: ``values`` is group -> system -> value from 0 to 1."""
    systems = list(next(iter(values.values())))
    thickness = 0.8 / len(systems)
    with mpl.rc_context(_STYLE):
        figure, axes = _axes(height=0.6 + 0.13 * len(values) * (len(systems) + 1))
        for i, system in enumerate(systems):
            places = [
                group + (i - (len(systems) - 1) / 2) * thickness for group in range(len(values))
            ]
            axes.barh(
                places,
                [group[system] for group in values.values()],
                thickness * 0.9,
                label=system,
                color=_COLOURS[i % len(_COLOURS)],
            )
        axes.set_yticks(range(len(values)), list(values))
        axes.set_ylim(len(values) - 0.4, -0.6)
        axes.set_xlim(0, 1)
        axes.set_xlabel(label)
        _legend(axes)
        return _svg(figure, "bars", label)


def curves(budgets: Sequence[int], recall: Mapping[str, Sequence[float]]) -> str:
    """Mean recall at each number of characters returned, a line for each system."""
    label = "Recall of gold characters against characters returned"
    with mpl.rc_context(_STYLE):
        figure, axes = _axes(height=3.2)
        for i, (system, values) in enumerate(recall.items()):
            axes.plot(
                budgets,
                values,
                label=system,
                color=_COLOURS[i % len(_COLOURS)],
                marker="osD^vPX*"[i % 8],
                markersize=4,
            )
        axes.set_xscale("log")
        axes.set_xticks(budgets, [f"{b:,}" for b in budgets])
        axes.minorticks_off()
        axes.set_ylim(0, 1)
        axes.set_xlabel("characters returned")
        axes.set_ylabel("recall of gold characters")
        _legend(axes)
        return _svg(figure, "curves", label)


def reliability_diagram(bins: Sequence[Bin]) -> str:
    """How often the answer was right against the confidence given, with the count of each bin."""
    label = "Reliability of the confidence"
    with mpl.rc_context(_STYLE):
        figure, axes = _axes(height=3.4)
        axes.plot([0, 1], [0, 1], color=_INK, linewidth=0.8, linestyle=":", label="ideal")
        axes.plot(
            [b.confidence for b in bins],
            [b.share for b in bins],
            color=_COLOURS[0],
            marker="o",
            label="measured",
        )
        for b in bins:
            axes.annotate(
                f"n={b.count}",
                (b.confidence, b.share),
                xytext=(5, 4),
                textcoords="offset points",
                fontsize=7,
            )
        axes.set_xlim(0, 1)
        axes.set_ylim(0, 1.02)
        axes.set_xlabel("confidence")
        axes.set_ylabel("share answered rightly")
        _legend(axes)
        return _svg(figure, "reliability", label)


def distributions(values: Mapping[str, Sequence[float]], label: str) -> str:
    """Histograms over common bins: ``values`` is kind of question -> one value a question."""
    edges = np.histogram_bin_edges([v for group in values.values() for v in group], bins=20)
    with mpl.rc_context(_STYLE):
        figure, axes = _axes(height=2.8)
        for i, (kind, group) in enumerate(values.items()):
            weights = np.full(len(group), 1 / max(1, len(group)))
            axes.hist(
                group,
                edges.tolist(),
                weights=weights,
                alpha=0.6,
                color=_COLOURS[i % len(_COLOURS)],
                label=f"{kind} ({len(group)})",
            )
        axes.set_xlabel(label)
        axes.set_ylabel("share of questions")
        _legend(axes)
        return _svg(figure, "distributions", label)


def _axes(height: float) -> tuple[Figure, Axes]:
    figure = Figure(figsize=(7, height), layout="constrained")
    axes = figure.add_subplot()
    axes.grid(axis="both", color=_INK, alpha=0.12, linewidth=0.6)
    axes.set_axisbelow(True)
    return figure, axes


def _legend(axes: Axes) -> None:
    axes.legend(loc="center left", bbox_to_anchor=(1.0, 0.5))


def _svg(figure: Figure, name: str, label: str) -> str:
    """The drawing alone: no prolog, no metadata, and ids that no other drawing has."""
    drawn = io.StringIO()
    figure.savefig(drawn, format="svg", transparent=True, metadata={"Date": None})
    svg = drawn.getvalue()
    svg = re.sub(r"<metadata>.*?</metadata>", "", svg[svg.index("<svg") :], flags=re.DOTALL)
    svg = re.sub(r'(\bid="|href="#|url\(#)', rf"\g<1>{name}-", svg)
    svg = svg.replace(_INK, "currentColor")
    return svg.replace("<svg", f'<svg role="img" aria-label="{label}"', 1)
