"""How long fifty appraisal reports take in one file, from plain values to bytes: nothing of it asks the office."""

import sys
import time

from desktop.reports.appraisal import person_reports
from desktop.reports.pen import OfficeLook
from tests.appraisal.reported import LOCKED, TONGUES, person_report

PEOPLE, BOUND = 50, 10.0  # seconds, on two cores
ROUNDS = 3


def main() -> int:
    look, slow = OfficeLook("Office"), False
    for language, tongue in TONGUES.items():
        values = [person_report(n, f"Colleague {n}", tongue) for n in range(PEOPLE)]
        took = []
        for _round in range(ROUNDS):
            begun = time.perf_counter()
            pdf = person_reports(values, look, tongue, LOCKED)
            took.append(time.perf_counter() - begun)
        slow = slow or min(took) > BOUND
        sys.stdout.write(f"{language}: {PEOPLE} reports in {min(took):.2f} s, {len(pdf) // 1024} KB\n")
    return int(slow)


if __name__ == "__main__":
    sys.exit(main())
