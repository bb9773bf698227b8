"""Tells what a report of wapiti found, and ends badly when any of it is of medium weight or more."""

import json
import sys

WEIGHTS = {1: "low", 2: "medium", 3: "high", 4: "critical"}

with open(sys.argv[1], encoding="utf-8") as file:
    report = json.load(file)
found = [
    (finding["level"], kind, finding)
    for part in ("vulnerabilities", "anomalies")
    for kind, findings in report[part].items()
    for finding in findings
]
for level, kind, finding in sorted(found, key=lambda one: -one[0]):
    print(f"{WEIGHTS.get(level, level)}: {kind}: {finding['method']} {finding['path']} {finding['parameter']}: {finding['info']}")
pages = report["infos"].get("crawled_pages_nbr")
print(f"{pages} pages, {len(found)} findings, {sum(level >= 2 for level, *_ in found)} of medium weight or more")
sys.exit(any(level >= 2 for level, *_ in found))
