"""Checkpoints made on the spot: Llama's architecture, a small tokenizer, random weights or not."""

from __future__ import annotations

import math
from collections.abc import Sequence
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


Conversation = tuple[tuple[tuple[str, str], ...], str]
"""The messages that a model is sent, (role, text) each, and what it answers to them."""

_LEARNED = 0.002
"""The mean loss of a token below which even a long answer is hardly ever left."""


def make_checkpoint(folder: Path, *, window: int = 512, layers: int = 2, width: int = 64) -> Path:
    """Save a model of a few hundred thousand weights; the same each time."""
    tokenizer = _tokenizer([SOME_CODE], vocabulary=400)
    model = _model(tokenizer, window=window, layers=layers, width=width)
    model.save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    return folder


def make_trained(
    folder: Path, conversations: Sequence[Conversation], most_steps: int = 600
) -> float:
    """Save a model that knows these conversations by heart; returns the loss that it ended with."""
    torch: Any = import_module("torch")
    # Threads of so small a model wait for one another longer than they work.
    torch.set_num_threads(1)
    texts = [
        text for messages, answer in conversations for text in (*dict(messages).values(), answer)
    ]
    tokenizer = _tokenizer(texts, vocabulary=1500)
    model = _model(tokenizer, window=2048, layers=1, width=64)
    examples = [_example(tokenizer, messages, answer) for messages, answer in conversations]
    optimizer = torch.optim.AdamW(model.parameters(), lr=1e-2)
    model.train()
    loss = math.inf
    for _ in range(most_steps):
        losses = [model(input_ids=ids, labels=labels).loss for ids, labels in examples]
        optimizer.zero_grad()
        torch.stack(losses).mean().backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        loss = max(one.item() for one in losses)
        if loss < _LEARNED:
            break
    model.save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    return loss


def _example(tokenizer: Any, messages: Sequence[tuple[str, str]], answer: str) -> tuple[Any, Any]:
    """The tokens of a conversation, and what of them is to be learned: the answer alone."""
    torch: Any = import_module("torch")
    turns = [{"role": role, "content": text} for role, text in messages]
    asked: str = tokenizer.apply_chat_template(turns, add_generation_prompt=True, tokenize=False)
    before = tokenizer(asked).input_ids
    after = tokenizer(f"{answer}<|end|>").input_ids
    ids = torch.tensor([before + after])
    labels = torch.tensor([[-100] * len(before) + after])
    return ids, labels


def _model(tokenizer: Any, *, window: int, layers: int, width: int) -> Any:
    torch: Any = import_module("torch")
    transformers: Any = import_module("transformers")
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
    return model


def _tokenizer(texts: Sequence[str], *, vocabulary: int) -> Any:
    # The types of these are not known where the extra is not installed.
    tokenizers: Any = import_module("tokenizers")
    transformers: Any = import_module("transformers")
    raw = tokenizers.Tokenizer(tokenizers.models.BPE())
    raw.pre_tokenizer = tokenizers.pre_tokenizers.ByteLevel(add_prefix_space=False)
    raw.decoder = tokenizers.decoders.ByteLevel()
    special = ["<s>", "<|end|>", "<|system|>", "<|user|>", "<|assistant|>"]
    trainer = tokenizers.trainers.BpeTrainer(
        vocab_size=vocabulary,
        special_tokens=special,
        initial_alphabet=tokenizers.pre_tokenizers.ByteLevel.alphabet(),
        show_progress=False,
    )
    raw.train_from_iterator(texts, trainer)
    tokenizer = transformers.PreTrainedTokenizerFast(
        tokenizer_object=raw, bos_token="<s>", eos_token="<|end|>", pad_token="<|end|>"
    )
    tokenizer.chat_template = CHAT_TEMPLATE
    return tokenizer
