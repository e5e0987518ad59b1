"""Trains a small tokenizer of each kind and writes what the reference library makes of some texts.

Made with tokenizers 0.23. Given the folder of all-MiniLM-L6-v2 as an argument, also its numbers of the same
texts: the vocabulary itself is not kept here.
"""

import json
import sys
from pathlib import Path

from tokenizers import Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, processors, trainers

HERE = Path(__file__).parent / "tokenizers"
MARKS = ["<|startoftext|>", "<|endoftext|>"]

# Sentences made for this purpose.
CORPUS = """
a chest x-ray with no sign of pneumonia and a normal heart
frontal view of the chest: small effusion on the left, heart enlarged
the patient's lungs are clear; no focal consolidation isn't what we'd expect
photograph of a tiger cat lying on a wooden table in the kitchen
a cup of black coffee beside three blue spoons, 12 cm apart
micro-cracks in a solar cell, seen by electroluminescence at 25 °C
plankton: a copepod with long antennae, 1.5 mm
naïve café résumé Ångström straße ΣΊΣΥΦΟΣ σίσυφος
зимний лес и река, вечер
冬の森と川 冬天的森林 겨울 숲
don't can't we're they've i'm she'll he'd it's
""".strip().splitlines()

CASES = [
    "", " ", "a", "A CHEST X-RAY", "  a\tchest \n x-ray  ", "pneumonia", "pneumoniapneumonia",
    "no sign of pneumonia.", "heart,enlarged;clear!", "isn't it's WE'RE they've I'm she'll he'd 'tis o'clock",
    "12 cm, 1.5 mm and 1234567890", "x" * 99, "x" * 100, "x" * 101, "naïve café", "nai\u0308ve cafe\u0301",
    "Ångström straße STRASSE İstanbul", "ΣΊΣΥΦΟΣ σίσυφος", "Зимний лес", "冬の森", "森林chest森林", "겨울 숲",
    "\u1100\u1161\u11a8", "🫁 lungs 👩🏽‍⚕️ doctor", "a\u200bb", "a\u00a0b\u3000c", "a\u0000b\ufffdc\u0007d",
    "“quoted” – dash… $5 + 3 = 8 ^ ~ ` |", "e\u0301\u0327", "ﬁne ﬀ ½ ² Ⅳ ①", "[SEP] and [MASK] within", "[cls] [UNK]",
    "<|endoftext|> within <|startoftext|>", "don''t", "'s's 's", "http://example.org/a?b=c&d=%20",
    "\u202eright to left\u202c", "a\u0300\u0301\u0302b", "ｆｕｌｌ ｗｉｄｔｈ", "\ud7ff\ue000 private", "a long text " * 60,
]


def wordpiece():
    tokenizer = Tokenizer(models.WordPiece(unk_token="[UNK]", max_input_chars_per_word=100))
    tokenizer.normalizer = normalizers.BertNormalizer(lowercase=True)
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    tokenizer.decoder = decoders.WordPiece()
    trainer = trainers.WordPieceTrainer(
        vocab_size=320, special_tokens=["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"], show_progress=False)
    tokenizer.train_from_iterator(CORPUS, trainer)
    tokenizer.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]", special_tokens=[("[CLS]", 2), ("[SEP]", 3)])
    return tokenizer


def byte_pairs():
    tokenizer = Tokenizer(
        models.BPE(unk_token=MARKS[1], end_of_word_suffix="</w>", continuing_subword_prefix="", fuse_unk=False))
    tokenizer.normalizer = normalizers.Sequence(
        [normalizers.NFC(), normalizers.Replace(Regex(r"\s+"), " "), normalizers.Lowercase()])
    pattern = r"'s|'t|'re|'ve|'m|'ll|'d|[\p{L}]+|[\p{N}]|[^\s\p{L}\p{N}]+"
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [
            pre_tokenizers.Split(Regex(pattern), behavior="removed", invert=True),
            pre_tokenizers.ByteLevel(add_prefix_space=False),
        ])
    trainer = trainers.BpeTrainer(
        vocab_size=900, initial_alphabet=sorted(pre_tokenizers.ByteLevel.alphabet()), end_of_word_suffix="</w>",
        special_tokens=MARKS, show_progress=False)
    tokenizer.train_from_iterator(CORPUS, trainer)
    # As in CLIP's vocabulary, each byte also ends a word.
    content = json.loads(tokenizer.to_str())
    vocabulary = content["model"]["vocab"]
    for character in sorted(pre_tokenizers.ByteLevel.alphabet()):
        vocabulary.setdefault(character + "</w>", len(vocabulary))
    tokenizer = Tokenizer.from_str(json.dumps(content))
    tokenizer.post_processor = processors.TemplateProcessing(
        single=f"{MARKS[0]} $A {MARKS[1]}",
        special_tokens=[(mark, tokenizer.token_to_id(mark)) for mark in MARKS])
    return tokenizer


def numbers(tokenizer, limit):
    tokenizer.no_padding()
    tokenizer.enable_truncation(limit)
    return [tokenizer.encode(text).ids for text in CASES]


def write(name, content):
    text = json.dumps(content, ensure_ascii=True, separators=(",", ":"))
    (HERE / name).write_text(text + "\n")


if __name__ == "__main__":
    HERE.mkdir(exist_ok=True)
    pieces, pairs = wordpiece(), byte_pairs()
    for name, tokenizer in [("wordpiece.json", pieces), ("byte-pairs.json", pairs)]:
        content = json.loads(tokenizer.to_str())
        content["truncation"] = content["padding"] = None
        write(name, content)
    vocabulary = sorted(pieces.get_vocab().items(), key=lambda item: item[1])
    (HERE / "vocab.txt").write_text("".join(piece + "\n" for piece, _ in vocabulary))
    cases = {"texts": CASES, "limit": 77, "wordpiece": numbers(pieces, 77), "bytePairs": numbers(pairs, 77)}
    if len(sys.argv) > 1:
        cases["miniLM"] = numbers(Tokenizer.from_file(f"{sys.argv[1]}/tokenizer.json"), 77)
    write("cases.json", cases)
