"""The machine: which packages are there, which card, and under which name the course knows it."""

import importlib
import importlib.util
import json
import math
import re
import subprocess

from models import FACTS

NEEDED = ("torch", "transformers", "peft")


def missing_packages():
    """The packages without which nothing can be measured and that are not installed. Imports none of them."""
    return [name for name in NEEDED if importlib.util.find_spec(name) is None]


def probe():
    """
    Versions, card and driver as a JSON object. Only ever called in a process of its own, since it makes a
    CUDA context, which would stay on the card beside every run.

    @raises RuntimeError when there is no CUDA device.
    """
    import torch

    if not torch.cuda.is_available():
        raise RuntimeError("torch sees no CUDA device here")
    # What is taken before the first run is the context's own and other programs'.
    free, memory = torch.cuda.mem_get_info()
    name = torch.cuda.get_device_name()
    return {
        "card": {"id": card_id(name, memory), "name": name, "memory": memory},
        "takenBefore": memory - free,
        "packages": {each: version_of(each) for each in (*NEEDED, "bitsandbytes")},
        "cuda": torch.version.cuda,
        "driver": driver_version(),
    }


def version_of(package):
    """A package's version; None when it cannot be imported, for whatever reason."""
    try:
        return importlib.import_module(package).__version__
    except Exception:  # bitsandbytes raises its own kinds where it finds no library for the card.
        return None


def driver_version():
    """The driver's version; None where nvidia-smi is missing."""
    command = ["nvidia-smi", "--query-gpu=driver_version", "--format=csv,noheader"]
    try:
        answer = subprocess.run(command, capture_output=True, text=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        return None
    return answer.stdout.split("\n")[0].strip() or None


def card_id(name, memory):
    """
    The id in content/facts/gpus.json of the card that calls itself `name` and reports `memory` bytes. For a
    card that the file lacks, an id of the same form, to add it under.
    """
    rows = json.loads((FACTS / "gpus.json").read_text(encoding="utf-8"))
    # A driver keeps a little of the label's memory for itself, never a tenth of it.
    for row in rows:
        same = words_of(row["name"]) == words_of(name)
        if same and 0.9 * row["memory"] <= memory <= row["memory"]:
            return row["id"]
    label = re.search(r"(\d+)\s*gb", name.lower())
    gigabytes = label[1] if label else math.ceil(memory / 2**30)
    return "-".join([*words_of(name), f"{gigabytes}g"])


def words_of(name):
    """The words that tell a card from others: not its maker, its socket, or the size and kind of memory."""
    name = re.sub(r"\b\d+\s*gb\b|\bhbm\w*|\bsxm\w*|\bnvidia\b|\btesla\b", " ", name.lower())
    return re.findall(r"[a-z0-9]+", name)


if __name__ == "__main__":
    print(json.dumps(probe()))
