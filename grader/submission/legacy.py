"""Telling the encodings of East Asia, and Windows' Western one, apart by how their letters look.

Knows the order of letters in the national standards: each puts its common letters in front of the rare
ones, and text read in the wrong encoding is full of rare letters, or of two languages at once.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_SAMPLE = 2**14  # bytes, from the first line with a letter that is not ASCII
_RUN = re.compile(r"[^\x00-\x7f]+")
_WESTERN_SIGNS = "\xa0°²³µ£€§«»–—’‘“”„…·¿¡©®×÷±"


@dataclass(frozen=True)
class Encoding:
    """An encoding and the letters that text in it is made of.

    codecs    tried in order: a later one contains the earlier ones
    first     two-byte code at which the common letters begin
    last      two-byte code at which they end
    trail     least second byte of a common letter
    kana      whether the language is written with kana
    frequent  letters that weigh more: the language's most frequent, and those of this course
    """

    codecs: tuple[str, ...]
    first: int
    last: int
    trail: int
    kana: bool
    frequent: frozenset[str]


_HANS = frozenset(
    "的是不一了在有我这中大为上个国和们到时要以就出会可也对生能子那得于着下自之年过发后作里用道行所然家"
    "种事成方多经么去法学如都同现当没动面起看定天分还进好小部其些主样理心但因只从想实数值微导函梯度算损"
    "失权重返回参输入层网络训练批测试初始更新误差精确公式偏求点向量矩阵例义类型结果计打印图画随机变使"
)
_HANT = frozenset(
    "的是不一了在有我這中大為上個國和們到時要以就出會可也對生能子那得於著下自之年過發後作裡用道行所然家"
    "種事成方多經麼去法學如都同現當沒動面起看定天分還進好小部其些主樣理心但因只從想實數值微導函梯度算損"
    "失權重返回參輸入層網路訓練批測試初始更新誤差精確公式偏求點向量矩陣例義類型結果計印圖畫隨機變使"
)
_JA = frozenset(
    "数値微分勾配関計算学習率損失重返回入力出層実装更新誤差形状列生成元戻以下場合例用使定義初期化最小大中"
    "心法次点変表示行正解訓練評価手続度結果求方向量件名前後上本日一二三人年時間部全各同新作動的"
)
_KO = frozenset(
    "이다는을를의에가한하고지서로기사리자어나인스시도수정그아부전대해일보주구라여상은들소제원장성만게선조공"
    "미동면있경신용화값함분울계산반환손실학습률변초행렬"
)
_ENCODINGS = (
    Encoding(("gbk", "gb18030"), 0xB0A1, 0xD7F9, 0xA1, False, _HANS),
    Encoding(("cp932",), 0x889F, 0x9872, 0x40, True, _JA),
    Encoding(("cp949",), 0xB0A1, 0xC8FE, 0xA1, False, _KO),  # contains EUC-KR
    Encoding(("euc-jp",), 0xB0A1, 0xCFD3, 0xA1, True, _JA),
    Encoding(("big5", "cp950"), 0xA440, 0xC67E, 0x40, False, _HANT),
)


def likeliest(raw: bytes, first: int) -> list[str]:
    """Return codecs for bytes that are not UTF-8, likeliest first.

    raw    a file's content
    first  index of the first byte that is wrong in UTF-8

    Among equals the order is GBK, cp932, cp949, EUC-JP, Big5, cp1252. A codec need not decode all of raw.
    """
    start = max(raw.rfind(b"\n", 0, first), raw.rfind(b"\r", 0, first)) + 1
    if first - start > _SAMPLE // 2:
        start = first
    sample = raw[start : start + _SAMPLE]
    scores = [(_score(sample.decode(each.codecs[-1], "replace"), each), each.codecs) for each in _ENCODINGS]
    scores.append((_western_score(sample.decode("cp1252", "replace")), ("cp1252",)))
    scores.sort(key=lambda pair: -pair[0])
    return [codec for _, codecs in scores for codec in codecs]


def _score(text: str, encoding: Encoding) -> float:
    """Return the mean weight of the letters, from -5 (garbage) to 3 (frequent letters only)."""
    weights = [weight for sign in text if not sign.isascii() and (weight := _weight(sign, encoding))]
    return sum(weights) / len(weights) if weights else 0.0


def _weight(sign: str, encoding: Encoding) -> int:
    point = ord(sign)
    if sign in encoding.frequent:
        return 3
    if 0x3041 <= point <= 0x30FE:  # kana
        return 2 if encoding.kana else -2
    if 0x3400 <= point <= 0x9FFF or 0xAC00 <= point <= 0xD7A3:  # Han, Hangul
        code = int.from_bytes(sign.encode(encoding.codecs[-1]), "big")
        return 1 if encoding.first <= code <= encoding.last and code & 0xFF >= encoding.trail else -1
    if 0x3000 <= point <= 0x303F or 0xFF01 <= point <= 0xFF5E or 0x370 <= point <= 0x3FF:
        return 0  # punctuation, full-width and Greek letters are in all of them
    if 0xFF61 <= point <= 0xFF9F:  # half-width katakana
        return -2
    return -5 if 0xE000 <= point <= 0xF8FF or sign == "\ufffd" else -1


def _western_score(text: str) -> float:
    """Return at most 1/2: for letters with accents in words of ASCII letters, two in a row at the most."""
    weights: list[float] = []
    for run in _RUN.finditer(text):
        word = run.group()
        beside = text[max(0, run.start() - 1) : run.start()] + text[run.end() : run.end() + 1]
        letters = [sign for sign in word if sign not in _WESTERN_SIGNS]
        fits = all(map(str.isalpha, letters)) and len(word) <= 1 + any(map(str.isalpha, beside))
        weights += [0.5 if fits else -1.0] * len(letters)
    return sum(weights) / len(weights) if weights else 0.0
