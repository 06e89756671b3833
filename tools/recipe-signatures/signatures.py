"""Writes down what the libraries of a recipe take: names of options, and of values where a choice is a name.

In an environment with the packages of a recipe (torch, transformers, trl, peft, accelerate, datasets, safetensors):

    python tools/recipe-signatures/signatures.py > tests/fixtures/recipes/signatures.json

Only public signatures are looked at; nothing is downloaded and no model is made. What cannot be read here, since it needs a
GPU or an environment of its own (DeepSpeed, LLaMA-Factory), stands in tests/fixtures/recipes/read.json with its addresses.
"""

import dataclasses
import importlib.metadata
import inspect
import json
import re

import torch
from accelerate.commands.config.config_args import ClusterConfig
from accelerate.commands.launch import launch_command_parser
from accelerate.utils import DistributedType
from datasets import load_dataset
from peft import IA3Config, LoraConfig, PeftModel, PrefixTuningConfig, PromptTuningConfig, PromptTuningInit, TaskType
from transformers import BitsAndBytesConfig, PreTrainedModel, Seq2SeqTrainingArguments
from transformers.modeling_utils import ALL_ATTENTION_FUNCTIONS
from transformers.trainer_utils import SchedulerType
from transformers.training_args import OptimizerNames
from trl import SFTConfig, SFTTrainer


def parameters(function):
    return sorted(name for name in inspect.signature(function).parameters if name not in ("self", "args_", "kwargs"))


def fields(configuration):
    return sorted(field.name for field in dataclasses.fields(configuration))


def keyword_arguments(function):
    """Named parameters, and those that a function takes out of **kwargs."""
    taken = re.findall(r'kwargs\.pop\(\s*"(\w+)"', inspect.getsource(function))
    return sorted({*parameters(function), *taken})


def flags():
    """Options of `accelerate launch`, and the keys under which its configuration file may have them."""
    parser = launch_command_parser()
    actions = [action for action in parser._actions if action.option_strings]
    return {
        "flags": sorted(flag for action in actions for flag in action.option_strings if flag.startswith("--")),
        "keys": sorted(action.dest for action in actions),
    }


def choices(text):
    return sorted(set(re.findall(r"`'([a-z_]+)'`", text)))


launch = flags()
sft_help = {field.name: field.metadata.get("help", "") for field in dataclasses.fields(SFTConfig)}
packages = ["torch", "transformers", "trl", "peft", "accelerate", "datasets", "safetensors"]

print(
    json.dumps(
        {
            "versions": {name: importlib.metadata.version(name).split("+")[0] for name in packages},
            "calls": {
                "SFTConfig": fields(SFTConfig),
                "SFTTrainer": parameters(SFTTrainer.__init__),
                "LoraConfig": fields(LoraConfig),
                "PrefixTuningConfig": fields(PrefixTuningConfig),
                "PromptTuningConfig": fields(PromptTuningConfig),
                "IA3Config": fields(IA3Config),
                "BitsAndBytesConfig": parameters(BitsAndBytesConfig.__init__),
                "AutoModelForCausalLM.from_pretrained": keyword_arguments(PreTrainedModel.from_pretrained),
                "PeftModel.from_pretrained": parameters(PeftModel.from_pretrained),
                "load_dataset": parameters(load_dataset),
            },
            "values": {
                "optim": sorted(name.value for name in OptimizerNames),
                "lr_scheduler_type": sorted(name.value for name in SchedulerType),
                "loss_type": choices(sft_help["loss_type"]),
                "attn_implementation": sorted({"eager", *ALL_ATTENTION_FUNCTIONS.valid_keys()}),
                "prompt_tuning_init": sorted(name.value for name in PromptTuningInit),
                "task_type": sorted(f"TaskType.{name.name}" for name in TaskType),
                "dtype": [name for name in ("bfloat16", "float16", "float32") if hasattr(torch, name)],
                "distributed_type": sorted(name.value for name in DistributedType),
            },
            "accelerate": {
                "configuration": fields(ClusterConfig),
                "keys": launch["keys"],
                "flags": launch["flags"],
            },
            "Seq2SeqTrainingArguments": fields(Seq2SeqTrainingArguments),
        },
        indent=2,
    )
)
