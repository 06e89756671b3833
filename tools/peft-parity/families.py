"""Tiny checkpoints of the families that a reader may bring, with golden logits: python3 families.py

Writes tests/fixtures/brought: for each case a folder as Hugging Face stores it, with random weights, and the logits that
the independent decoder computes from its files. Needs torch (Debian: python3-torch, python3-numpy) and nothing else.
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
    sys.exit("families.py needs torch: on Debian, apt-get install python3-torch python3-numpy.")

from decoder import Decoder

FIXTURES = Path(__file__).resolve().parents[2] / "tests" / "fixtures" / "brought"
TOKENS = [1, 17, 5, 30, 8, 8, 22, 3, 19, 26, 11, 2]
DTYPES = {"F32": torch.float32, "F16": torch.float16, "BF16": torch.bfloat16}

COMMON = {
    "hidden_act": "silu",
    "hidden_size": 32,
    "intermediate_size": 16,
    "max_position_embeddings": 64,
    "num_attention_heads": 4,
    "num_hidden_layers": 2,
    "num_key_value_heads": 2,
    "rms_norm_eps": 1e-05,
    "rope_theta": 10000.0,
    "vocab_size": 32,
}
LLAMA = {**COMMON, "architectures": ["LlamaForCausalLM"], "model_type": "llama"}
QWEN2 = {**COMMON, "architectures": ["Qwen2ForCausalLM"], "model_type": "qwen2"}

# Each case: config.json, the types of its tensors in turn, and how many files they go into.
CASES = {
    # As SmolLM2: tied, several heads of queries a head of keys.
    "llama-tied": (
        {**LLAMA, "hidden_size": 16, "num_attention_heads": 4, "num_key_value_heads": 1, "tie_word_embeddings": True},
        ["F32"],
        1,
    ),
    # As LLaMA 3.1; a scaled range so short that all three branches are met within a head.
    "llama-scaled": (
        {
            **LLAMA,
            "head_dim": 24,
            "num_attention_heads": 2,
            "num_key_value_heads": 1,
            "rope_scaling": {
                "factor": 8.0,
                "high_freq_factor": 4.0,
                "low_freq_factor": 1.0,
                "original_max_position_embeddings": 32,
                "rope_type": "llama3",
            },
            "rope_theta": 500.0,
            "tie_word_embeddings": False,
        },
        ["BF16"],
        1,
    ),
    # Biases everywhere, positions slowed evenly, in the spelling of transformers 5.
    "llama-biased": (
        {
            **{name: value for name, value in LLAMA.items() if name != "rope_theta"},
            "attention_bias": True,
            "hidden_size": 16,
            "mlp_bias": True,
            "num_hidden_layers": 1,
            "rope_parameters": {"factor": 2.0, "rope_theta": 10000.0, "rope_type": "linear"},
            "tie_word_embeddings": False,
        },
        ["F16"],
        1,
    ),
    "qwen2-sharded": (
        {**QWEN2, "rms_norm_eps": 1e-06, "rope_theta": 1000000.0, "tie_word_embeddings": True, "use_sliding_window": False},
        ["BF16", "F16"],
        2,
    ),
}


def shapes(config):
    width, inner, heads = config["hidden_size"], config["intermediate_size"], config["num_attention_heads"]
    depth = config.get("head_dim", width // heads)
    shared = config["num_key_value_heads"] * depth
    qwen = config["model_type"] == "qwen2"
    matrices = {
        "self_attn.q_proj": (heads * depth, width),
        "self_attn.k_proj": (shared, width),
        "self_attn.v_proj": (shared, width),
        "self_attn.o_proj": (width, heads * depth),
        "mlp.gate_proj": (inner, width),
        "mlp.up_proj": (inner, width),
        "mlp.down_proj": (width, inner),
    }
    result = {"model.embed_tokens.weight": (config["vocab_size"], width)}
    for layer in range(config["num_hidden_layers"]):
        name = f"model.layers.{layer}"
        result[f"{name}.input_layernorm.weight"] = (width,)
        for matrix, shape in matrices.items():
            result[f"{name}.{matrix}.weight"] = shape
            attention = matrix.startswith("self_attn")
            biased = config.get("attention_bias") if attention else config.get("mlp_bias")
            if biased or (qwen and attention and matrix != "self_attn.o_proj"):
                result[f"{name}.{matrix}.bias"] = shape[:1]
        result[f"{name}.post_attention_layernorm.weight"] = (width,)
    result["model.norm.weight"] = (width,)
    if not config["tie_word_embeddings"]:
        result["lm_head.weight"] = (config["vocab_size"], width)
    return result


def values(name, shape):
    noise = torch.randn(shape)
    if "norm" in name:
        return 1 + 0.1 * noise
    if name.endswith(".bias"):
        return 0.5 * noise
    # Large enough that every part of the model shows in the logits.
    return noise * (1.0 if "embed" in name else 1.5 / shape[-1] ** 0.5)


def write_adapter(folder, base):
    """LoRA on some matrices of every layer, in PEFT's files, away from its start: B is not zero."""
    config, rank, targets = CASES[base][0], 2, ["v_proj", "down_proj"]
    folder.mkdir(parents=True)
    tensors = {}
    for name, shape in shapes(config).items():
        module = name.removesuffix(".weight")
        if module == name or module.rpartition(".")[2] not in targets:
            continue
        place = f"base_model.model.{module}"
        tensors[f"{place}.lora_A.weight"] = ("F32", 0.5 * torch.randn(rank, shape[1]))
        tensors[f"{place}.lora_B.weight"] = ("F32", 0.5 * torch.randn(shape[0], rank))
    adapter = {
        "base_model_name_or_path": base,
        "lora_alpha": 3,
        "peft_type": "LORA",
        "r": rank,
        "target_modules": targets,
        "task_type": "CAUSAL_LM",
        "use_dora": False,
        "use_rslora": False,
    }
    (folder / "adapter_config.json").write_text(json.dumps(adapter, indent=2) + "\n", encoding="utf-8")
    write_safetensors(folder / "adapter_model.safetensors", tensors)


def write_safetensors(path, tensors):
    header, body = {}, b""
    for name, (dtype, tensor) in sorted(tensors.items(), key=lambda item: (item[1][0] != "F32", item[0])):
        data = tensor.to(DTYPES[dtype]).contiguous().view(torch.int32 if dtype == "F32" else torch.int16).numpy().tobytes()
        header[name] = {"dtype": dtype, "shape": list(tensor.shape), "data_offsets": [len(body), len(body) + len(data)]}
        body += data
    text = json.dumps({"__metadata__": {"format": "pt"}, **header}).encode()
    text += b" " * (-len(text) % 8)
    path.write_bytes(struct.pack("<Q", len(text)) + text + body)


def main():
    shutil.rmtree(FIXTURES, ignore_errors=True)
    golden = {}
    for seed, (case, (config, dtypes, files)) in enumerate(CASES.items()):
        torch.manual_seed(seed)
        folder = FIXTURES / case
        folder.mkdir(parents=True)
        (folder / "config.json").write_text(json.dumps(config, indent=2) + "\n", encoding="utf-8")
        tensors = {
            name: (dtypes[at % len(dtypes)], values(name, shape))
            for at, (name, shape) in enumerate(shapes(config).items())
        }
        names = list(tensors)
        if files == 1:
            write_safetensors(folder / "model.safetensors", tensors)
        else:
            size = -(-len(names) // files)
            weight_map = {}
            for part in range(files):
                file = f"model-{part + 1:05}-of-{files:05}.safetensors"
                own = names[part * size : (part + 1) * size]
                write_safetensors(folder / file, {name: tensors[name] for name in own})
                weight_map.update({name: file for name in own})
            index = {"metadata": {}, "weight_map": weight_map}
            (folder / "model.safetensors.index.json").write_text(json.dumps(index, indent=2) + "\n", encoding="utf-8")
        logits = Decoder(folder).logits(TOKENS)
        golden[case] = ("F32", logits.float())
        print(f"{case}: logits from {logits.min():.2f} to {logits.max():.2f}")
    for base in ("llama-scaled", "qwen2-sharded"):
        folder = FIXTURES / base / "adapter"
        write_adapter(folder, base)
        decoder = Decoder(FIXTURES / base, folder)
        golden[f"{base}+adapter"] = ("F32", decoder.logits(TOKENS).float())
        assert not decoder.adapter.unused()
    write_safetensors(FIXTURES / "logits.safetensors", golden)
    about = {
        "generator": "tools/peft-parity/families.py",
        "python": platform.python_version(),
        "torch": torch.__version__,
        "dtype": "float64, rounded to float32",
    }
    text = json.dumps({"tokens": TOKENS, "about": about}, indent=2)
    (FIXTURES / "cases.json").write_text(text + "\n", encoding="utf-8")


main()
