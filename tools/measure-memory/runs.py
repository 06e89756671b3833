"""The grid of runs, and the rows of content/facts/measurements.json that come of them."""

from itertools import product

from models import LADDER, architecture_of, lora_parameters

SOURCE = "low-rank-measured"
PLACE = "tools/measure-memory"

METHODS = ("full", "lora", "qlora")
BATCHES = (1, 4)
SEQUENCES = (512, 2048)
RECOMPUTE = ("none", "full")

# Rank 16 on the four matrices of attention, as on the course's slide S5.
RANK = 16
TARGETS = ("q", "k", "v", "o")


def setup_of(model, method, batch, sequence, recompute):
    """A run by the names of DetailedSetup (src/theory/detailed/setup.ts), without the architecture."""
    adapted = method != "full"
    trainable = lora_parameters(architecture_of(model), RANK, TARGETS) if adapted else 0
    return {
        "method": method,
        "trainable": trainable,
        "rank": RANK if adapted else 1,
        "targets": list(TARGETS) if adapted else [],
        "bottleneck": 1,
        "tokens": 1,
        "precision": "nf4" if method == "qlora" else "bf16",
        "doubleQuantization": method == "qlora",
        # PEFT makes adapters fp32 unless told otherwise.
        "adapterPrecision": "fp32" if adapted else "bf16",
        "optimizer": "adamw",
        "zero": 0,
        "gpus": 1,
        "batch": batch,
        "sequence": sequence,
        "recompute": recompute,
        "attention": "fused",
        "chunkedLoss": False,
        "accumulation": 1,
        "implementation": "transformers",
    }


def grid(sizes, methods=METHODS, url=None):
    """The rows to measure, without an outcome or a note: smaller models first, then smaller runs."""
    return [
        {
            "id": f"measured-{LADDER[size]}-{method}-b{batch}-t{sequence}-{recompute}",
            "source": SOURCE,
            "url": url,
            "place": PLACE,
            "model": LADDER[size],
            "setup": setup_of(LADDER[size], method, batch, sequence, recompute),
            "outcome": None,
            "role": "held-out",
            "rule": "stated",
            "note": None,
        }
        for size, method, batch, sequence, recompute in product(
            sizes, methods, BATCHES, SEQUENCES, RECOMPUTE
        )
    ]


def finished(row, result, machine):
    """
    A row with what was measured: the allocator's bytes, or that the card was too small.

    `result` is what one_run.py printed, `machine` what machine.py found. The row's id then names the card, so
    that the rows of several cards stand side by side.
    """
    card = machine["card"]["id"]
    if result["fits"]:
        outcome = {"kind": "bytes", "measured": result["allocated"], "readFrom": "allocator"}
    else:
        outcome = {"kind": "fits", "card": card, "memory": machine["card"]["memory"], "fits": False}
    return {
        **row,
        "id": row["id"].replace("measured-", f"measured-{card}-", 1),
        "outcome": outcome,
        "note": note_of(machine, result["fits"]),
    }


def note_of(machine, fits):
    """What was measured with what. The sentence on the error is added by whoever adds the row."""
    name = machine["card"]["name"]
    packages = [f"{each} {version}" for each, version in machine["packages"].items() if version]
    ran = "Measured" if fits else "Out of memory"
    ran_zh = "实测" if fits else "显存不足"
    return {
        "en": f"{ran} on one {name}, with {', '.join(packages)}.",
        "zh": f"{ran_zh}：单卡 {name}，{'、'.join(packages)}。",
    }
