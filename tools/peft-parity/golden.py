"""Golden logits from the independent decoder: python3 golden.py [FOLDER], which `npm run peft-parity` has written.

Compares the site's logits with the decoder's, and writes tests/fixtures/peft: every adapter but the whole model, its
logits, and the versions. Needs torch (Debian: python3-torch, python3-numpy) and nothing else.
"""

import json
import platform
import shutil
import struct
import sys
from pathlib import Path

try:
    import torch
except ImportError:
    sys.exit("golden.py needs torch: on Debian, apt-get install python3-torch python3-numpy.")

from decoder import Decoder, read_json, read_safetensors

ROOT = Path(__file__).resolve().parents[2]
FIXTURES = ROOT / "tests" / "fixtures" / "peft"
BOUND = 1e-4


def main():
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / ".cache" / "peft-parity"
    if not (folder / "cases.json").exists():
        sys.exit(f"{folder} has no cases.json: run npm run peft-parity first.")
    cases = read_json(folder / "cases.json")
    site = read_safetensors(folder / "site-logits.safetensors")
    golden = {}
    worst = 0.0
    for name, method in cases["methods"].items():
        logits = run(folder, name, method, cases["tokens"])
        difference = (logits - site[name]).abs().max().item()
        plain = Decoder(folder / "base").logits(cases["tokens"])
        changed = (logits - plain).abs().max().item()
        print(f"{name:16} differs from the site by {difference:.1e}, from the base by {changed:.2f}")
        # An adapter that changed nothing would prove nothing.
        if difference > BOUND or changed < 0.05:
            sys.exit(f"{name}: the site and the decoder disagree.")
        worst = max(worst, difference)
        golden[name] = logits
        merged = folder / name / "merged"
        if merged.exists():
            difference = (Decoder(merged).logits(cases["tokens"]) - logits).abs().max().item()
            print(f"{'':16} merged differs by {difference:.1e}")
            if difference > BOUND:
                sys.exit(f"{name}: merged and beside disagree.")
    write(folder, cases, golden, worst)


def run(folder, name, method, tokens):
    if method == "full":
        return Decoder(folder / name / "model").logits(tokens)
    base = folder / name / "base-dequantized" if method == "qlora" else folder / "base"
    decoder = Decoder(base, folder / name / "adapter")
    logits = decoder.logits(tokens)
    if decoder.adapter.unused():
        sys.exit(f"{name}: no layer asks for {decoder.adapter.unused()}")
    return logits


def write(folder, cases, golden, worst):
    shutil.rmtree(FIXTURES, ignore_errors=True)
    FIXTURES.mkdir(parents=True)
    for name, method in cases["methods"].items():
        if method != "full":
            shutil.copytree(folder / name / "adapter", FIXTURES / name)
    write_safetensors(FIXTURES / "logits.safetensors", golden)
    about = {
        "generator": "tools/peft-parity/golden.py",
        "python": platform.python_version(),
        "torch": torch.__version__,
        "dtype": "float64, rounded to float32",
        "worst": worst,
    }
    text = json.dumps({**cases, "about": about}, indent=2)
    (FIXTURES / "cases.json").write_text(text + "\n", encoding="utf-8")
    print(f"{FIXTURES}: {len(golden)} cases, the worst differs by {worst:.1e}")


def write_safetensors(path, tensors):
    header, body = {}, b""
    for name, tensor in sorted(tensors.items()):
        data = tensor.float().contiguous().numpy().tobytes()
        offsets = [len(body), len(body) + len(data)]
        header[name] = {"dtype": "F32", "shape": list(tensor.shape), "data_offsets": offsets}
        body += data
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    path.write_bytes(struct.pack("<Q", len(text)) + text + body)


main()
