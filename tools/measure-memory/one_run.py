"""
One run in a process of its own, so that what one run leaves in the allocator never reaches the next.

Takes {"model", "setup", "steps"} as JSON on standard input and prints one JSON object as its last line:
{"fits": true, "allocated", "reserved", "device" (bytes), "secondsPerStep"}, or {"fits": false}.
"""

import json
import statistics
import sys
import time

import torch
from models import MODULES, architecture_of, llama_config


def build(model, setup, device):
    """The model with random weights and, unless it is trained in full, its adapters, on `device`."""
    from transformers import LlamaForCausalLM

    quantized = setup["precision"] == "nf4"
    torch.manual_seed(1)
    torch.set_default_dtype(torch.bfloat16)
    # A quantized model is made on the host: the card need not hold it in 16 bits first.
    with torch.device("cpu" if quantized else device):
        network = LlamaForCausalLM(llama_config(architecture_of(model), setup["sequence"]))
    torch.set_default_dtype(torch.float32)
    if quantized:
        quantize(network, setup["doubleQuantization"])
    network.to(device)
    # PEFT looks here to choose its adapters for 4-bit matrices.
    network.is_loaded_in_4bit = quantized
    if setup["method"] != "full":
        network = add_lora(network, setup)
    if setup["recompute"] == "full":
        network.gradient_checkpointing_enable(gradient_checkpointing_kwargs={"use_reentrant": False})
    network.train()
    return network


def quantize(network, double):
    """Puts NF4 matrices in place of all but the output layer; moving to the card quantizes them."""
    import bitsandbytes

    for parent in list(network.modules()):
        for name, linear in list(parent.named_children()):
            if not isinstance(linear, torch.nn.Linear) or name == "lm_head":
                continue
            four_bit = bitsandbytes.nn.Linear4bit(
                linear.in_features,
                linear.out_features,
                bias=False,
                compute_dtype=torch.bfloat16,
                compress_statistics=double,
                quant_type="nf4",
                device="meta",
            )
            four_bit.weight = bitsandbytes.nn.Params4bit(
                linear.weight.data,
                requires_grad=False,
                compress_statistics=double,
                quant_type="nf4",
                module=four_bit,
            )
            setattr(parent, name, four_bit)


def add_lora(network, setup):
    """PEFT's LoRA, with its defaults but for what the set-up says: fp32 adapters, no dropout."""
    from peft import LoraConfig, get_peft_model

    rank = setup["rank"]
    targets = [MODULES[target] for target in setup["targets"]]
    config = LoraConfig(r=rank, lora_alpha=2 * rank, target_modules=targets, task_type="CAUSAL_LM")
    return get_peft_model(network, config)


def check(network, setup):
    """@raises ValueError when the model trains other numbers than the set-up says."""
    trained = [parameter for parameter in network.parameters() if parameter.requires_grad]
    count = sum(parameter.numel() for parameter in trained)
    full = setup["method"] == "full"
    if not full and count != setup["trainable"]:
        raise ValueError(f"{count} parameters are trained, and not {setup['trainable']} as stated")
    expected = torch.bfloat16 if full or setup["adapterPrecision"] == "bf16" else torch.float32
    if any(parameter.dtype != expected for parameter in trained):
        raise ValueError(f"not every trained parameter is {expected} as stated")


def train(network, setup, steps, device):
    """Trains on random tokens. Returns the seconds of each step."""
    from torch.nn.attention import SDPBackend, sdpa_kernel

    trained = [parameter for parameter in network.parameters() if parameter.requires_grad]
    optimizer = torch.optim.AdamW(trained, lr=1e-4)
    vocabulary = network.config.vocab_size
    seconds = []
    # Else PyTorch would write the scores out where no fused kernel takes them, and the row would not say so.
    with sdpa_kernel([SDPBackend.FLASH_ATTENTION, SDPBackend.EFFICIENT_ATTENTION]):
        for _ in range(steps):
            tokens = torch.randint(vocabulary, (setup["batch"], setup["sequence"]), device=device)
            torch.cuda.synchronize()
            start = time.perf_counter()
            # No padding mask is given: with one, Transformers would repeat keys and values.
            network(input_ids=tokens, labels=tokens).loss.backward()
            optimizer.step()
            optimizer.zero_grad(set_to_none=True)
            torch.cuda.synchronize()
            seconds.append(time.perf_counter() - start)
    return seconds


def measure(model, setup, steps):
    """What a run takes on the card, from its first step on; how the model was built is not part of it."""
    network = build(model, setup, "cuda")
    check(network, setup)
    torch.cuda.empty_cache()
    torch.cuda.reset_peak_memory_stats()
    seconds = train(network, setup, steps, "cuda")
    free, memory = torch.cuda.mem_get_info()
    return {
        "fits": True,
        "allocated": torch.cuda.max_memory_allocated(),
        "reserved": torch.cuda.max_memory_reserved(),
        "device": memory - free,
        # The first step also makes the optimizer's states and chooses kernels.
        "secondsPerStep": statistics.median(seconds[1:] or seconds),
    }


def is_out_of_memory(error):
    """Whether the card was too small, in the words of PyTorch's allocator or of a library beside it."""
    words = str(error).lower()
    return isinstance(error, torch.cuda.OutOfMemoryError) or (
        isinstance(error, RuntimeError) and ("cuda error: out of memory" in words or "alloc_failed" in words)
    )


if __name__ == "__main__":
    task = json.load(sys.stdin)
    try:
        answer = measure(task["model"], task["setup"], task["steps"])
    except Exception as error:
        if not is_out_of_memory(error):
            raise
        answer = {"fits": False}
    print(json.dumps(answer))
