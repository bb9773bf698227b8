#!/usr/bin/env python3
"""Make the fonts that travel with the repository.

Documents must print on a machine that has no Chinese font, so four faces stand in `fonts/`. Each is cut down to
the characters official documents need and given a name of its own: two of the licences reserve the original name
for the unchanged font, and an adopter's full font of the same family must never be confused with ours.

    pip install fonttools cffsubr pypinyin-dict
    scripts/subset_fonts.py FandolFang-Regular.otf LXGWWenKai-Light.ttf NotoSerifCJK-Bold.ttc NotoSansCJK-Regular.ttc

The four source files come from the packages named in fonts/README.md. Without cffsubr the two largest files grow.
"""

import sys
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont

OUT = Path(__file__).resolve().parent.parent / "fonts"
# 2026-01-01T00:00:00Z in the fonts' own epoch (1904): the time of making must not be in the file.
MADE = 3850070400
# The sample of rare characters every face of the product must show.
RARE = "䶮㛃𬭎𪟝堃喆昉翀犇𫖯𬀩鿍"


def latin_and_signs():
    """Letters, digits, punctuation, arrows, list signs: everything but the Han characters."""
    ranges = [(0x20, 0x7E), (0xA0, 0x17F), (0x391, 0x3C9), (0x401, 0x451), (0x2010, 0x2027), (0x2030, 0x203B),
              (0x20AC, 0x20AC), (0x2100, 0x2116), (0x2160, 0x217F), (0x2190, 0x2199), (0x2200, 0x2265),
              (0x2460, 0x249B), (0x2500, 0x257F), (0x25A0, 0x25CF), (0x2605, 0x2606), (0x2713, 0x2717),
              (0x3000, 0x301F), (0x3021, 0x3029), (0x3220, 0x3229), (0x3231, 0x3231), (0xFF01, 0xFF5E), (0xFFE0, 0xFFE5)]
    return {c for a, b in ranges for c in range(a, b + 1)}


def gb2312():
    """The Han characters of GB 2312, read from Python's own codec."""
    return {ord(bytes([a, b]).decode("gb2312")) for a in range(0xB0, 0xF8) for b in range(0xA1, 0xFF)
            if not (a == 0xD7 and b > 0xF9)}


def general_use():
    """The 8,105 characters of the table of general standard Chinese characters."""
    from pypinyin_dict.pinyin_data import kmandarin_8105
    tables = [v for v in vars(kmandarin_8105).values() if isinstance(v, dict) and len(v) > 8000]
    return set(tables[0])


def every_han():
    """Every Han character the font has."""
    return set(range(0x3400, 0xA000)) | set(range(0x20000, 0x33480)) | {0x3007}


def rename(font, family, weight):
    """Replace the names by ours, keeping copyright and licence as they are."""
    names = font["name"]
    keep = [n for n in names.names if n.nameID in (0, 13, 14) and n.platformID == 3 and n.langID == 0x409]
    names.names = keep
    full = family if weight == "Regular" else f"{family} {weight}"
    for number, text in ((1, family), (2, weight), (3, f"{full}; subset"), (4, full), (5, "Version 1.000"),
                         (6, full.replace(" ", "")), (16, family), (17, weight)):
        names.setName(text, number, 3, 1, 0x409)
    if "CFF " in font:
        cff = font["CFF "].cff
        cff.fontNames[0] = full.replace(" ", "")
        top = cff[0]
        for field in ("FullName", "FamilyName"):
            if hasattr(top, field):
                setattr(top, field, full)


def cut(source, number, family, weight, characters, target):
    """Write one face with the wanted characters it has, and say how many."""
    font = TTFont(source, fontNumber=number, recalcTimestamp=False)
    options = subset.Options()
    options.layout_features = ["kern", "mark", "mkmk", "locl", "ccmp", "liga"]
    options.hinting = False
    options.desubroutinize = False
    options.name_IDs = ["*"]
    options.name_languages = ["*"]
    options.glyph_names = False
    options.notdef_outline = True
    options.drop_tables += ["BASE", "DSIG", "VORG", "vhea", "vmtx", "gasp", "meta"]
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=characters)
    cutter.subset(font)
    rename(font, family, weight)
    font["OS/2"].usWeightClass = 700 if weight == "Bold" else 400
    font["head"].created = font["head"].modified = MADE
    if "CFF " in font:
        try:
            import cffsubr
            font = cffsubr.subroutinize(font)
        except ImportError:
            print("cffsubr is missing: the file is larger than it need be", file=sys.stderr)
    path = OUT / target
    font.recalcTimestamp = False
    font.save(path)
    have = TTFont(path).getBestCmap()
    han = sum(1 for c in have if 0x3400 <= c <= 0x9FFF or c >= 0x20000)
    rare = "".join(c for c in RARE if ord(c) not in have) or "none"
    print(f"{target}: {path.stat().st_size:,} bytes, {len(have):,} characters, {han:,} Han, rare ones missing: {rare}")


def main():
    if len(sys.argv) != 5:
        sys.exit(__doc__)
    fang, kai, song, hei = sys.argv[1:]
    OUT.mkdir(exist_ok=True)
    rare = {ord(c) for c in RARE}
    usual = latin_and_signs() | gb2312() | general_use() | rare
    cut(fang, -1, "Lianchuang Fang", "Regular", usual, "LianchuangFang-Regular.otf")
    cut(kai, -1, "Lianchuang Kai", "Regular", latin_and_signs() | every_han(), "LianchuangKai-Regular.ttf")
    # In the collections the third face is the one with the forms of mainland China.
    cut(song, 2, "Lianchuang Song", "Bold", usual, "LianchuangSong-Bold.otf")
    cut(hei, 2, "Lianchuang Hei", "Regular", usual, "LianchuangHei-Regular.otf")


if __name__ == "__main__":
    main()
