#!/usr/bin/env python3
"""Writes src/Sallyport.Detection/Normalization/fold.txt: how the injection engine reads each character. Standard library only.

usage: unicode_fold.py OUT.txt        (made with Unicode 14.0 data; facts of the Unicode Character Database, look-alikes are our own list)

A line is a code point in hex, a tab, and what it is read as (nothing: it is not read at all). First come the characters that are read
so everywhere: compatibility forms (NFKC), case, accents on Latin, Greek and Cyrillic, vowel points of Arabic and Hebrew. After the line
"[look-alikes]" come letters of other scripts that are read as Latin only within words that are otherwise Latin.
"""
import sys
import unicodedata as u

EXTRA = {
    "ß": "ss", "ẞ": "ss", "æ": "ae", "Æ": "ae", "ø": "o", "Ø": "o", "đ": "d", "Đ": "d", "ð": "d", "Ð": "d", "ł": "l", "Ł": "l", "ı": "i", "œ": "oe", "Œ": "oe",
    "þ": "th", "Þ": "th", "ħ": "h", "Ħ": "h", "ŋ": "n", "ĸ": "k", "ŧ": "t", "ƀ": "b", "ɓ": "b", "ƃ": "b", "ƈ": "c", "ɖ": "d", "ɗ": "d", "ƒ": "f", "ɠ": "g", "ɡ": "g",
    "ɢ": "g", "ɣ": "y", "ɥ": "h", "ɦ": "h", "ɨ": "i", "ɩ": "i", "ɪ": "i", "ƙ": "k", "ɫ": "l", "ɭ": "l", "ɬ": "l", "ʟ": "l", "ɯ": "m", "ɱ": "m", "ɲ": "n", "ɳ": "n", "ɴ": "n",
    "ƞ": "n", "ɵ": "o", "ƥ": "p", "ɋ": "q", "ʠ": "q", "ɹ": "r", "ɼ": "r", "ɽ": "r", "ɾ": "r", "ʀ": "r", "ʁ": "r", "ƨ": "s", "ʂ": "s", "ƭ": "t", "ʈ": "t", "ʇ": "t", "ʉ": "u",
    "ʋ": "v", "ʌ": "v", "ɰ": "w", "ʍ": "w", "ʎ": "y", "ʏ": "y", "ƴ": "y", "ʐ": "z", "ʑ": "z", "ƶ": "z", "ɐ": "a", "ɑ": "a", "ɒ": "a", "ʙ": "b", "ɔ": "o", "ǝ": "e", "ə": "e",
    "ɘ": "e", "ɛ": "e", "ɜ": "e", "ʜ": "h", "ɟ": "j", "ʝ": "j", "ʞ": "k", "ᴀ": "a", "ᴁ": "ae", "ᴃ": "b", "ᴄ": "c", "ᴅ": "d", "ᴇ": "e", "ᴊ": "j", "ᴋ": "k", "ᴌ": "l", "ᴍ": "m",
    "ᴏ": "o", "ᴘ": "p", "ʀ": "r", "ꜱ": "s", "ᴛ": "t", "ᴜ": "u", "ᴠ": "v", "ᴡ": "w", "ᴢ": "z", "ꞯ": "q", "ꜰ": "f", "ɪ": "i", "ⅼ": "l", "ⅽ": "c",
    "‘": "'", "’": "'", "‚": "'", "‛": "'", "“": '"', "”": '"', "„": '"', "‟": '"', "«": '"', "»": '"', "‹": "'", "›": "'", "′": "'", "″": '"', "`": "`", "´": "'",
    "‐": "-", "‑": "-", "‒": "-", "–": "-", "—": "-", "―": "-", "−": "-", "⁃": "-", "﹘": "-", "⁄": "/", "∕": "/", "∶": ":", "ː": ":", "꞉": ":", "։": ":", "¡": "!", "¿": "?",
    "。": ".", "、": ",", "，": ",", "！": "!", "？": "?", "：": ":", "；": ";", "।": ".", "॥": ".", "؟": "?", "،": ",", "؛": ";", "۔": ".", "「": '"', "」": '"', "『": '"', "』": '"',
    "【": "[", "】": "]", "〔": "[", "〕": "]", "《": '"', "》": '"', "〈": "<", "〉": ">", "⟨": "<", "⟩": ">", "❮": "<", "❯": ">", "❴": "{", "❵": "}", "❨": "(", "❩": ")",
    "\u00a0": " ", "\u1680": " ", "\u2028": "\n", "\u2029": "\n", "\u202f": " ", "\u205f": " ", "\u3000": " ", "\u0085": "\n", "\u2800": " ", "\u3164": "", "\uffa0": "", "\u115f": "", "\u1160": "",
    "\u00ad": "", "\u034f": "", "\u061c": "", "\u180e": "", "\ufeff": "", "\u0640": "", "\u3099": "", "\u309a": "", "\u17b4": "", "\u17b5": "", "٪": "%", "ى": "ي", "ة": "ه", "أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا",
    "ϲ": "c", "Ϲ": "c", "ς": "σ", "ك": "ك", "ک": "ك", "ی": "ي", "ё": "е", "Ё": "е",
}
LOOK = {
    "a": "аαа∂ⲁꭺᎪ", "b": "ЬвβƄᏏᖯЪь", "c": "сϲⲥᏟς", "d": "ԁᏧᗪժ", "e": "еεєҽҿ℮ⲉᎬ", "f": "ϝғքԲ", "g": "ԍցɡᏀ", "h": "һнհηԋᏂᎻ", "i": "іїιɩӏꙇᎥ", "j": "јյϳᎫ", "k": "кκқҝⲕᏦ", "l": "ӏլⳑᏞ|",
    "m": "мϻⲙᎷ", "n": "пηոռиńп", "o": "оοσօөဝ໐०੦૦௦๐ⲟѳ", "p": "рρþҏⲣᏢ", "q": "ԛգզ", "r": "гяᴦⲅᏒ", "s": "ѕʂსᏚ", "t": "тτҭⲧᎢ", "u": "υцսմʋ", "v": "νѵᴠᏤ", "w": "ѡωшωԝաᏔ", "x": "хχҳⲭ×", "y": "уүγჄყұᎽ", "z": "ᴢźᏃ",
}

LOOK_UPPER = {"Η": "h", "Ν": "n", "Υ": "y", "Χ": "x", "Ζ": "z", "Μ": "m", "Ρ": "p", "Β": "b", "Α": "a", "Ε": "e", "Ι": "i", "Κ": "k", "Ο": "o", "Τ": "t", "У": "y", "Ѵ": "v", "Ԛ": "q", "Ԝ": "w"}


def is_lgc(c):
    n = u.name(c, "")
    return n.startswith(("LATIN", "GREEK", "CYRILLIC"))


def fold(c):
    if c in EXTRA:
        return EXTRA[c]
    o = ord(c)
    if u.category(c) in ("Cf",) and not 0xE0000 <= o <= 0xE007F:
        return ""
    if 0x300 <= o <= 0x36F or 0x591 <= o <= 0x5BD or o in (0x5BF, 0x5C1, 0x5C2, 0x5C4, 0x5C5, 0x5C7) or 0x64B <= o <= 0x65F or o == 0x670:
        return ""
    if 0xFE00 <= o <= 0xFE0F or 0xE0100 <= o <= 0xE01EF or 0x180B <= o <= 0x180F or 0x1AB0 <= o <= 0x1AFF or 0x20D0 <= o <= 0x20FF or 0xFE20 <= o <= 0xFE2F:
        return ""
    if 0xE0020 <= o <= 0xE007E:
        return chr(o - 0xE0000).lower()
    if 0xE0000 <= o <= 0xE007F:
        return ""
    if 0x1F1E6 <= o <= 0x1F1FF:
        return chr(o - 0x1F1E6 + 97)
    for base in (0x1F150, 0x1F170):
        if base <= o <= base + 25:
            return chr(o - base + 97)
    s = u.normalize("NFKC", c).lower()
    out = []
    for d in s:
        if d in EXTRA:
            out.append(EXTRA[d])
            continue
        if is_lgc(d):
            d = "".join(x for x in u.normalize("NFD", d) if not 0x300 <= ord(x) <= 0x36F)
        out.append("".join(EXTRA.get(x, x) for x in d))
    t = u.normalize("NFKC", "".join(out)) if not any(is_lgc(x) for x in s) else "".join(out)
    return t


def main(path):
    points = [o for o in range(0x80, 0x10000) if not 0xD800 <= o <= 0xDFFF and not 0xAC00 <= o <= 0xD7A3 and not 0x3400 <= o <= 0x9FFF and not 0xE000 <= o <= 0xFAFF]
    points += list(range(0x1D400, 0x1D800)) + list(range(0x1F100, 0x1F200)) + list(range(0xE0000, 0xE0080)) + list(range(0xE0100, 0xE01F0))
    with open(path, "w", encoding="utf-8", newline="\n") as f:
        for o in points:
            t = fold(chr(o))
            if t != chr(o) and len(t) <= 4 and len(t.encode("utf-16-le")) <= 8 and (t == "" or t.strip() or t in " \n"):
                f.write("%X\t%s\n" % (o, t.replace("\n", "\\n")))
        f.write("[look-alikes]\n")
        seen = set()
        for latin, others in [(v, k) for k, v in LOOK_UPPER.items()] + list(LOOK.items()):
            for c in [x for o in others for x in ([o] if others in LOOK_UPPER else [o, o.upper()])]:
                if len(c) == 1 and 0x7F < ord(c) < 0x10000 and c not in seen:
                    seen.add(c)
                    f.write("%X\t%s\n" % (ord(c), latin))


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    main(sys.argv[1])
