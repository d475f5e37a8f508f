"""A checkpoint made on the spot: Llama's architecture, random weights, a small tokenizer."""

from __future__ import annotations

import random
from importlib import import_module
from pathlib import Path
from typing import Any

SOME_CODE = """
#include <iostream>
#include <vector>
int main() {
    int n;
    std::cin >> n;
    std::vector<int> values(n);
    for (int i = 0; i < n; ++i) std::cin >> values[i];
    long long sum = 0;
    for (int value : values) sum += value;
    std::cout << sum << "\\n";
    return 0;
}
"""
CHAT_TEMPLATE = (
    "{% for message in messages %}<|{{ message.role }}|>{{ message.content }}<|end|>{% endfor %}"
    "{% if add_generation_prompt %}<|assistant|>{% endif %}"
)


def make_checkpoint(folder: Path, *, window: int = 512, layers: int = 2, width: int = 64) -> Path:
    """Save a model of a few hundred thousand weights; the same each time."""
    torch: Any = import_module("torch")
    transformers: Any = import_module("transformers")
    tokenizer = _tokenizer()
    torch.manual_seed(7)
    ends = int(tokenizer.convert_tokens_to_ids("<|end|>"))
    config = transformers.LlamaConfig(
        vocab_size=len(tokenizer),
        hidden_size=width,
        intermediate_size=2 * width,
        num_hidden_layers=layers,
        num_attention_heads=4,
        num_key_value_heads=2,
        max_position_embeddings=window,
        bos_token_id=0,
        eos_token_id=ends,
        pad_token_id=ends,
        tie_word_embeddings=True,
    )
    model = transformers.LlamaForCausalLM(config)
    # The likeliest tokens of random weights are special ones, which no text shows.
    model.generation_config.do_sample = True
    model.save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    return folder


def _tokenizer() -> Any:
    # The types of these are not known where the extra is not installed.
    tokenizers: Any = import_module("tokenizers")
    transformers: Any = import_module("transformers")
    raw = tokenizers.Tokenizer(tokenizers.models.BPE())
    raw.pre_tokenizer = tokenizers.pre_tokenizers.ByteLevel(add_prefix_space=False)
    raw.decoder = tokenizers.decoders.ByteLevel()
    special = ["<s>", "<|end|>", "<|system|>", "<|user|>", "<|assistant|>"]
    trainer = tokenizers.trainers.BpeTrainer(
        vocab_size=400,
        special_tokens=special,
        initial_alphabet=tokenizers.pre_tokenizers.ByteLevel.alphabet(),
        show_progress=False,
    )
    shuffled = random.Random(1).sample(SOME_CODE.split("\n"), 12)
    raw.train_from_iterator([SOME_CODE, *shuffled], trainer)
    tokenizer = transformers.PreTrainedTokenizerFast(
        tokenizer_object=raw, bos_token="<s>", eos_token="<|end|>", pad_token="<|end|>"
    )
    tokenizer.chat_template = CHAT_TEMPLATE
    return tokenizer
