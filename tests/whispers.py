"""Whisper models of chance weights that say one line, so that the real libraries can be run.

The real sizes of vocabulary and context, but one narrow layer.  At the n-th position the decoder is
drawn to the n-th token of the line, whatever it hears; so the outcome is known.
"""

import itertools
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from tokenizers import AddedToken, Tokenizer, decoders, models, pre_tokenizers

WIDTH, MELS, HEARD, TOLD = 64, 80, 1500, 448  # of the layer, of a spectrum, and positions of both contexts
WORDS, END, START, LANGUAGE, TASK, TIMES = 50257, 50257, 50258, 50259, 50359, 50364  # ids of tokens
MARKS = ("translate", "transcribe", "startoflm", "startofprev", "nospeech", "notimestamps")
FRENCH, LANGUAGES = 50265, 99
SIZE = TIMES + 1501

Array = NDArray[np.float32]


def line(words: list[int], end: float) -> list[int]:
    """Tokens of one line from second 0 to `end`."""
    return [TIMES, *words, TIMES + round(end / 0.02), END]


def chance(*shape: int) -> Array:
    """Small weights, the same in each run."""
    return np.random.default_rng(len(shape)).normal(0, 0.02, shape).astype(np.float32)


def tables(tokens: list[int]) -> tuple[Array, Array]:
    """Embeddings of tokens and of positions that make a decoder say `tokens`, one after the other."""
    embeddings, positions = chance(SIZE, WIDTH), chance(TOLD, WIDTH)
    for place, token in enumerate(tokens):
        embeddings[token, place] += 3
        positions[place, place] += 10
    return embeddings, positions


def faster_whisper(folder: Path, text: str, end: float) -> None:
    """Write a model for CTranslate2 into `folder`, as the official ones are laid out.

    CTranslate2 takes it for one of English alone, which is asked for neither language nor task.
    """
    from ctranslate2.specs.whisper_spec import WhisperSpec
    from faster_whisper.tokenizer import _LANGUAGE_CODES

    folder.mkdir(parents=True)
    letters = sorted(pre_tokenizers.ByteLevel.alphabet())
    words = ["Ġ" + word for word in text.split()]
    fill = (f"filling{index}" for index in itertools.count())
    vocabulary = [
        *letters,
        *words,
        *itertools.islice(fill, WORDS - len(letters) - len(words)),
        *_specials(_LANGUAGE_CODES),
    ]
    spec = WhisperSpec(1, 1, 1, 1)
    _fill(spec, line([vocabulary.index(word) for word in words], end))
    spec.config.lang_ids = list(range(LANGUAGE, LANGUAGE + LANGUAGES))
    spec.config.suppress_ids, spec.config.suppress_ids_begin = [], [END]
    spec.config.alignment_heads = [(0, 0)]
    spec.register_vocabulary(vocabulary)
    spec.validate()
    spec.save(str(folder))
    (folder / "vocabulary.json").unlink()
    (folder / "vocabulary.txt").write_text("\n".join(vocabulary) + "\n", "utf-8")
    _tokenizer(vocabulary).save(str(folder / "tokenizer.json"))


def _specials(languages: tuple[str, ...]) -> list[str]:
    times = [f"{index * 0.02:.2f}" for index in range(1501)]
    names = ["endoftext", "startoftranscript", *languages[:LANGUAGES], *MARKS, *times]
    return [f"<|{name}|>" for name in names]


def _tokenizer(vocabulary: list[str]) -> Tokenizer:
    numbered = {token: index for index, token in enumerate(vocabulary[:WORDS])}
    tokenizer = Tokenizer(models.BPE(numbered, merges=[]))
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    tokenizer.add_special_tokens([AddedToken(token, special=True) for token in vocabulary[WORDS:]])
    return tokenizer


def _fill(spec, tokens: list[int]) -> None:
    encoder, decoder = spec.encoder, spec.decoder
    encoder.conv1.weight, encoder.conv1.bias = chance(WIDTH, MELS, 3), chance(WIDTH)
    encoder.conv2.weight, encoder.conv2.bias = chance(WIDTH, WIDTH, 3), chance(WIDTH)
    encoder.position_encodings.encodings = chance(HEARD, WIDTH)
    embeddings, decoder.position_encodings.encodings = tables(tokens)
    decoder.embeddings.weight = decoder.projection.weight = embeddings
    [hearing], [telling] = encoder.layer, decoder.layer
    norms = [encoder.layer_norm, decoder.layer_norm]
    for layer, attentions in (
        (hearing, [hearing.self_attention]),
        (telling, [telling.self_attention, telling.attention]),
    ):
        _linear(layer.ffn.linear_0, 4 * WIDTH, WIDTH)
        _linear(layer.ffn.linear_1, WIDTH, 4 * WIDTH)
        for attention in attentions:
            parts = (3, 1) if len(attention.linear) == 2 else (1, 2, 1)  # queries, keys and values; output
            for linear, times in zip(attention.linear, parts, strict=True):
                _linear(linear, times * WIDTH, WIDTH)
        norms += [layer.ffn.layer_norm, *(attention.layer_norm for attention in attentions)]
    for norm in norms:
        norm.gamma, norm.beta = np.ones(WIDTH, np.float32), np.zeros(WIDTH, np.float32)


def _linear(linear, height: int, width: int) -> None:
    linear.weight, linear.bias = chance(height, width), chance(height)
