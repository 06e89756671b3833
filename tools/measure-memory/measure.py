"""
Measures the GPU memory of fine-tuning on this machine. docs/measuring.md says how, and what comes of it.

    python3 tools/measure-memory/measure.py --out rows.json
"""

import argparse
import json
import subprocess
import sys
from pathlib import Path

from machine import missing_packages
from models import LADDER
from runs import METHODS, finished, grid

HERE = Path(__file__).resolve().parent


def main():
    options = parse(sys.argv[1:])
    if options.dry_run:
        write(options.out, {"rows": grid(options.sizes, url=options.url)})
        return

    missing = missing_packages()
    if missing:
        sys.exit(f"Not installed here: {', '.join(missing)}. Nothing was measured.")
    code, answer = run_apart("machine.py", "")
    if code != 0:
        sys.exit(f"The card cannot be used: {last_line(answer)}. Nothing was measured.")
    machine = json.loads(last_line(answer))
    if machine["takenBefore"] > 2 * 2**30:
        say("Other programs hold memory on this card: what does not fit may fit without them.")
    methods = METHODS
    if machine["packages"]["bitsandbytes"] is None:
        methods = tuple(method for method in METHODS if method != "qlora")
        say("bitsandbytes cannot be imported: QLoRA is left out.")
    measure_all(grid(options.sizes, methods, options.url), machine, options)


def measure_all(rows, machine, options):
    """Measures row by row, and writes the file after each: whoever stops it keeps what was measured."""
    record = {"machine": machine, "rows": [], "runs": {}, "failed": []}
    for number, row in enumerate(rows, start=1):
        task = {"model": row["model"], "setup": row["setup"], "steps": options.steps}
        code, answer = run_apart("one_run.py", json.dumps(task))
        if code == 0:
            result = json.loads(last_line(answer))
            done = finished(row, result, machine)
            record["rows"].append(done)
            record["runs"][done["id"]] = result
            says = f"{result['allocated'] / 1e9:.2f} GB" if result["fits"] else "does not fit"
        else:
            # Says nothing on the card: a kernel is missing, or the host ran out of memory. It makes no row.
            says = f"failed ({code}): {last_line(answer)}"
            record["failed"].append({"id": row["id"], "exit": code, "error": last_line(answer)})
        say(f"{number}/{len(rows)} {row['id']}: {says}")
        write(options.out, record)


def run_apart(script, task):
    """Runs a script of this folder in a fresh process. Returns its exit code and what it said."""
    done = subprocess.run(
        [sys.executable, str(HERE / script)], input=task, capture_output=True, text=True, check=False
    )
    return done.returncode, done.stdout if done.returncode == 0 else done.stderr


def last_line(text):
    lines = text.strip().splitlines()
    return lines[-1] if lines else "it said nothing"


def say(sentence):
    print(sentence, file=sys.stderr, flush=True)


def write(out, record):
    """Writes JSON to the file, or to standard output when there is none."""
    text = json.dumps(record, indent=2, ensure_ascii=False) + "\n"
    if out is None:
        sys.stdout.buffer.write(text.encode("utf-8"))
        return
    # Renamed into place, so that the file is whole at every moment.
    unfinished = out.with_name(out.name + ".part")
    unfinished.write_text(text, encoding="utf-8")
    unfinished.replace(out)


def parse(arguments):
    parser = argparse.ArgumentParser(description="Measures the GPU memory of fine-tuning on this machine.")
    parser.add_argument("--out", type=Path, help="file to write; needed unless --dry-run")
    sizes = f"some of {','.join(LADDER)}; all unless given"
    parser.add_argument("--sizes", type=sizes_of, default=list(LADDER), help=sizes)
    parser.add_argument("--steps", type=steps_of, default=3, help="steps of each run, from 2 on (3)")
    parser.add_argument("--url", type=https_url, help="https page that the rows name; null unless given")
    parser.add_argument("--dry-run", action="store_true", help="print the grid, without torch or a GPU")
    options = parser.parse_args(arguments)
    if options.out is None and not options.dry_run:
        parser.error("say with --out where the rows shall be written")
    return options


def sizes_of(text):
    sizes = text.split(",")
    for size in sizes:
        if size not in LADDER:
            raise argparse.ArgumentTypeError(f"{size!r} is none of {', '.join(LADDER)}")
    return list(dict.fromkeys(sizes))


def steps_of(text):
    # The optimizer's states exist from the end of the first step: the peak comes with the second.
    if not text.isdecimal() or int(text) < 2:
        raise argparse.ArgumentTypeError(f"{text!r} is no whole number from 2 on")
    return int(text)


def https_url(text):
    if not text.startswith("https://"):
        raise argparse.ArgumentTypeError(f"{text!r} is no https address")
    return text


if __name__ == "__main__":
    main()
