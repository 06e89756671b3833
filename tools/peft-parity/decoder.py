"""A decoder of the LLaMA and Qwen2 families with PEFT's adapters, in float64, from the files alone.

Written from the papers and from what PEFT's and AdapterHub's layers compute; it shares no code with the site's engine,
whose logits are compared with it. Needs torch only: files are read here, byte by byte.
"""

import json
import math
import struct
from pathlib import Path

import torch

DTYPES = {
    "F64": torch.float64,
    "F32": torch.float32,
    "F16": torch.float16,
    "BF16": torch.bfloat16,
}


def read_safetensors(path):
    """Tensors by name, in float64."""
    data = Path(path).read_bytes()
    (length,) = struct.unpack("<Q", data[:8])
    header = json.loads(data[8 : 8 + length])
    body = bytearray(data[8 + length :])
    tensors = {}
    for name, entry in header.items():
        if name == "__metadata__":
            continue
        begin, end = entry["data_offsets"]
        numbers = torch.frombuffer(body[begin:end], dtype=DTYPES[entry["dtype"]])
        tensors[name] = numbers.reshape(entry["shape"]).double()
    return tensors


def read_weights(folder):
    """Tensors of model.safetensors, or of the files that the index names."""
    index = Path(folder) / "model.safetensors.index.json"
    if not index.exists():
        return read_safetensors(Path(folder) / "model.safetensors")
    tensors = {}
    for file in sorted(set(read_json(index)["weight_map"].values())):
        tensors.update(read_safetensors(Path(folder) / file))
    return tensors


def read_json(path):
    return json.loads(Path(path).read_text(encoding="utf-8"))


class Decoder:
    """A base model's folder, and over it an adapter's, or none."""

    def __init__(self, base, adapter=None):
        self.config = read_json(Path(base) / "config.json")
        self.weights = read_weights(base)
        self.width = self.config["hidden_size"]
        self.heads = self.config["num_attention_heads"]
        self.depth = self.config.get("head_dim") or self.width // self.heads
        self.rope = self.config.get("rope_scaling") or self.config.get("rope_parameters") or {}
        self.rates = self.rotary_rates()
        self.adapter = Adapter(adapter, self) if adapter else NoAdapter(self)

    def weight(self, name):
        return self.weights[f"{name}.weight"]

    def linear(self, name, x):
        y = self.adapter.linear(name, x, self.weight(name))
        return y + self.weights[f"{name}.bias"] if f"{name}.bias" in self.weights else y

    def norm(self, name, x):
        mean_square = x.pow(2).mean(-1, keepdim=True)
        return x / torch.sqrt(mean_square + self.config["rms_norm_eps"]) * self.weight(name)

    def rotary_rates(self):
        """Angles of one position; LLaMA 3.1's scaling by wavelengths, as its authors published it."""
        theta = self.rope.get("rope_theta") or self.config["rope_theta"]
        rates = [theta ** (-2 * i / self.depth) for i in range(self.depth // 2)]
        kind = self.rope.get("rope_type", "default")
        if kind == "linear":
            rates = [rate / self.rope["factor"] for rate in rates]
        elif kind == "llama3":
            context = self.rope["original_max_position_embeddings"]
            low, high = self.rope["low_freq_factor"], self.rope["high_freq_factor"]
            for i, rate in enumerate(rates):
                wavelength = 2 * math.pi / rate
                if wavelength > context / low:
                    rates[i] = rate / self.rope["factor"]
                elif wavelength >= context / high:
                    smooth = (context / wavelength - low) / (high - low)
                    rates[i] = (1 - smooth) * rate / self.rope["factor"] + smooth * rate
        else:
            assert kind == "default"
        return torch.tensor(rates, dtype=torch.float64)

    def rotated(self, x, first):
        """x [heads, T, D] at the positions from `first` on."""
        half = self.depth // 2
        positions = torch.arange(first, first + x.shape[1], dtype=torch.float64)
        angles = positions[:, None] * self.rates[None, :]
        left, right = x[..., :half], x[..., half:]
        cosine, sine = angles.cos(), angles.sin()
        return torch.cat([left * cosine - right * sine, right * cosine + left * sine], -1)

    def split(self, x):
        """[T, H] to [heads, T, D]."""
        return x.reshape(x.shape[0], -1, self.depth).transpose(0, 1)

    def repeated(self, x):
        """Each head of keys or values [K, T, D] as often as heads of queries share it."""
        return x.repeat_interleave(self.heads // x.shape[0], 0)

    def attention(self, layer, x):
        name = f"model.layers.{layer}.self_attn"
        past_keys, past_values = self.adapter.past(layer)
        past = past_keys.shape[1]
        queries = self.rotated(self.split(self.linear(f"{name}.q_proj", x)), past)
        keys = self.repeated(self.rotated(self.split(self.linear(f"{name}.k_proj", x)), past))
        values = self.repeated(self.split(self.linear(f"{name}.v_proj", x)))
        keys = torch.cat([past_keys, keys], 1)
        values = torch.cat([past_values, values], 1)
        scores = queries @ keys.transpose(1, 2) / math.sqrt(self.depth)
        length = x.shape[0]
        visible = torch.ones(length, past + length).tril(past).bool()
        shares = scores.masked_fill(~visible, -math.inf).softmax(-1)
        joined = (shares @ values).transpose(0, 1).reshape(length, -1)
        return self.linear(f"{name}.o_proj", joined)

    def feed_forward(self, layer, x):
        name = f"model.layers.{layer}.mlp"
        gate = self.linear(f"{name}.gate_proj", x)
        up = self.linear(f"{name}.up_proj", x)
        return self.linear(f"{name}.down_proj", gate * torch.sigmoid(gate) * up)

    def logits(self, tokens):
        """[T, V]; those of virtual tokens before them are left out."""
        embedding = self.weight("model.embed_tokens")
        virtual = self.adapter.prompt(self.width)
        x = torch.cat([virtual, embedding[torch.tensor(tokens)]])
        for layer in range(self.config["num_hidden_layers"]):
            name = f"model.layers.{layer}"
            output = self.attention(layer, self.norm(f"{name}.input_layernorm", x))
            x = x + self.adapter.after(f"{name}.attention_adapters", output)
            output = self.feed_forward(layer, self.norm(f"{name}.post_attention_layernorm", x))
            x = x + self.adapter.after(f"{name}.output_adapters", output)
        x = self.norm("model.norm", x)[virtual.shape[0] :]
        return x @ (embedding if self.config["tie_word_embeddings"] else self.weight("lm_head")).T


class NoAdapter:
    """Changes nothing."""

    def __init__(self, decoder):
        self.decoder = decoder

    def linear(self, name, x, weight):
        return x @ weight.T

    def past(self, layer):
        empty = torch.zeros(self.decoder.heads, 0, self.decoder.depth).double()
        return empty, empty

    def prompt(self, width):
        return torch.zeros(0, width).double()

    def after(self, name, output):
        return output


class Adapter(NoAdapter):
    """An adapter's folder, as PEFT or AdapterHub's library reads it."""

    def __init__(self, folder, decoder):
        super().__init__(decoder)
        self.config = read_json(Path(folder) / "adapter_config.json")
        self.kind = self.config.get("peft_type", "BOTTLENECK")
        file = "adapter.safetensors" if self.kind == "BOTTLENECK" else "adapter_model.safetensors"
        self.tensors = read_safetensors(Path(folder) / file)
        self.used = set()
        if self.kind == "LORA":
            root = math.sqrt if self.config["use_rslora"] else float
            self.scaling = self.config["lora_alpha"] / root(self.config["r"])

    def take(self, name):
        self.used.add(name)
        return self.tensors[name]

    def has(self, module):
        return module.rpartition(".")[2] in (self.config.get("target_modules") or [])

    def linear(self, name, x, weight):
        plain = x @ weight.T
        module = f"base_model.model.{name}"
        if not self.has(name):
            return plain
        if self.kind == "LORA":
            down, up = self.take(f"{module}.lora_A.weight"), self.take(f"{module}.lora_B.weight")
            change = self.scaling * (x @ down.T @ up.T)
            if not self.config["use_dora"]:
                return plain + change
            magnitude = self.take(f"{module}.lora_magnitude_vector")
            norm = torch.linalg.norm(weight + self.scaling * (up @ down), dim=1)
            return magnitude / norm * (plain + change)
        if self.kind == "IA3":
            vector = self.take(f"{module}.ia3_l")
            if name.rpartition(".")[2] in self.config["feedforward_modules"]:
                assert vector.shape == (1, weight.shape[1])
                return (x * vector.flatten()) @ weight.T
            assert vector.shape == (weight.shape[0], 1)
            return plain * vector.flatten()
        return plain

    def past(self, layer):
        if self.kind != "PREFIX_TUNING":
            return super().past(layer)
        c = self.config
        assert c["prefix_projection"] is False
        table = self.take("prompt_embeddings")
        # PEFT: view(batch, virtual, 2·layers, heads, depth).permute([2, 0, 3, 1, 4]), a layer's key and its value in turn.
        heads = c["num_attention_heads"]
        table = table.reshape(c["num_virtual_tokens"], 2 * c["num_layers"], heads, c["token_dim"] // heads)
        table = table.permute(1, 2, 0, 3)
        return table[2 * layer], table[2 * layer + 1]

    def prompt(self, width):
        if self.kind != "PROMPT_TUNING":
            return super().prompt(width)
        return self.take("prompt_embeddings")

    def after(self, name, output):
        if self.kind != "BOTTLENECK":
            return output
        place = f"{name}.adapters.{self.config['name']}"
        c = self.config["config"]
        # AdapterHub asks for a float and takes the whole quotient for the width.
        assert isinstance(c["scaling"], float) and c["non_linearity"] == "relu"
        down = self.take(f"{place}.adapter_down.0.weight")
        assert down.shape[0] == int(self.decoder.width // c["reduction_factor"])
        narrow = torch.relu(output @ down.T + self.take(f"{place}.adapter_down.0.bias"))
        wide = narrow @ self.take(f"{place}.adapter_up.weight").T
        return output + c["scaling"] * (wide + self.take(f"{place}.adapter_up.bias"))

    def unused(self):
        """Tensors that no layer asked for: after `logits` there must be none."""
        return sorted(set(self.tensors) - self.used)
