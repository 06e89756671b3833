"""The site's exports against the real libraries: python3 parity.py [FOLDER], which `npm run peft-parity` has written.

Loads the tiny model with transformers and each adapter with peft, compares their logits with those that the site computed
(1e-4 in float32; QLoRA on the base that went through 4 bits), saves every adapter again with peft into
tests/fixtures/peft-written for the test of the import, and writes the versions and the differences beside them. Bottleneck
adapters are checked where AdapterHub's library `adapters` is installed.
"""

import importlib
import json
import shutil
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
WRITTEN = ROOT / "tests" / "fixtures" / "peft-written"
BOUND = 1e-4
NEEDED = ("torch", "transformers", "peft", "safetensors")


def checked_imports():
    missing = []
    for name in NEEDED:
        try:
            importlib.import_module(name)
        except ImportError as error:
            missing.append(f"{name} ({error})")
    if missing:
        sys.exit(
            f"parity.py cannot import {', '.join(missing)}.\n"
            f"Install them first: pip install {' '.join(NEEDED)} adapters (the last for bottleneck adapters alone).\n"
            "Where they cannot be had, golden.py compares with a decoder that needs torch only."
        )


def main():
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / ".cache" / "peft-parity"
    if not (folder / "cases.json").exists():
        sys.exit(f"{folder} has no cases.json: run npm run peft-parity first.")
    checked_imports()
    import torch
    from safetensors.torch import load_file

    cases = json.loads((folder / "cases.json").read_text(encoding="utf-8"))
    site = load_file(str(folder / "site-logits.safetensors"))
    tokens = torch.tensor([cases["tokens"]])
    shutil.rmtree(WRITTEN, ignore_errors=True)
    WRITTEN.mkdir(parents=True)
    differences, failed = {}, []
    for name, method in cases["methods"].items():
        model = load(folder, name, method)
        if model is None:
            differences[name] = None
            print(f"{name:16} skipped: the library adapters is not installed")
            continue
        model.eval()
        with torch.no_grad():
            logits = model(input_ids=tokens, attention_mask=torch.ones_like(tokens)).logits[0]
        # Prompt tuning answers for its virtual tokens too.
        difference = (logits[-tokens.shape[1] :].float() - site[name]).abs().max().item()
        differences[name] = difference
        if not difference <= BOUND:
            failed.append(name)
        print(f"{name:16} differs from the site by {difference:.1e}")
        if method not in ("full", "adapter"):
            model.save_pretrained(str(WRITTEN / name), safe_serialization=True)
            # A model card of the library's own, which names folders of this machine.
            (WRITTEN / name / "README.md").unlink(missing_ok=True)
    names = [*NEEDED, "adapters"]
    about = {
        "generator": "tools/peft-parity/parity.py",
        "versions": {name: version(name) for name in names},
        "differences": differences,
    }
    (WRITTEN / "about.json").write_text(json.dumps(about, indent=2) + "\n", encoding="utf-8")
    if failed:
        sys.exit(f"More than {BOUND} apart: {', '.join(failed)}")
    print(f"All within {BOUND}; what peft has written lies in {WRITTEN}.")


def load(folder, name, method):
    from transformers import AutoModelForCausalLM

    if method == "full":
        return AutoModelForCausalLM.from_pretrained(str(folder / name / "model")).float()
    base = folder / name / "base-dequantized" if method == "qlora" else folder / "base"
    model = AutoModelForCausalLM.from_pretrained(str(base)).float()
    adapter = str(folder / name / "adapter")
    if method == "adapter":
        try:
            adapters = importlib.import_module("adapters")
        except ImportError:
            return None
        adapters.init(model)
        model.load_adapter(adapter, set_active=True, use_safetensors=True)
        return model
    from peft import PeftModel

    return PeftModel.from_pretrained(model, adapter)


def version(name):
    try:
        return importlib.import_module(name).__version__
    except (ImportError, AttributeError):
        return None


main()
