"""The ladder of models, with the sizes that the course itself has for them."""

import json
from pathlib import Path

FACTS = Path(__file__).resolve().parents[2] / "content" / "facts"

# Size to the id of a row in content/facts/models.json.
LADDER = {"1b": "llama-3.2-1b", "3b": "llama-3.2-3b", "7b": "llama-7b"}

# The course's names of a layer's matrices, and those of Transformers' modules.
MODULES = {
    "q": "q_proj",
    "k": "k_proj",
    "v": "v_proj",
    "o": "o_proj",
    "gate": "gate_proj",
    "up": "up_proj",
    "down": "down_proj",
}


def architecture_of(model):
    """The architecture of a model of the course, as content/facts/models.json has it."""
    rows = json.loads((FACTS / "models.json").read_text(encoding="utf-8"))
    return next(row["architecture"] for row in rows if row["id"] == model)


def lora_parameters(architecture, rank, targets):
    """Parameters of LoRA: r(d_in + d_out) a matrix (arXiv 2106.09685, section 4.1), in every layer."""
    hidden = architecture["hiddenSize"]
    query = architecture["numAttentionHeads"] * architecture["headDim"]
    key = architecture["numKeyValueHeads"] * architecture["headDim"]
    inner = architecture["intermediateSize"]
    widths = {
        "q": hidden + query,
        "k": hidden + key,
        "v": hidden + key,
        "o": query + hidden,
        "gate": hidden + inner,
        "up": hidden + inner,
        "down": inner + hidden,
    }
    return architecture["numHiddenLayers"] * rank * sum(widths[target] for target in targets)


def llama_config(architecture, sequence):
    """Transformers' configuration of these sizes; `sequence` tokens are the longest that it will see."""
    from transformers import LlamaConfig

    return LlamaConfig(
        vocab_size=architecture["vocabSize"],
        hidden_size=architecture["hiddenSize"],
        intermediate_size=architecture["intermediateSize"],
        num_hidden_layers=architecture["numHiddenLayers"],
        num_attention_heads=architecture["numAttentionHeads"],
        num_key_value_heads=architecture["numKeyValueHeads"],
        head_dim=architecture["headDim"],
        max_position_embeddings=sequence,
        tie_word_embeddings=architecture["tiedEmbeddings"],
        attention_bias=False,
        mlp_bias=False,
        use_cache=False,
        attn_implementation="sdpa",
    )
