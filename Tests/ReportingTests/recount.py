"""Recounts a report from the rows of the event log, by another route and in another language.

Usage: recount.py DATA_DIRECTORY REPORT.json TODAY

Reads every log row of every day file, assigns it to a local date by Python's own time zone data, accrues the flat
rates of the files' `line_items`, groups by the dimensions that the report's rows have, and compares every figure.
Prints what differs and exits with 1, or prints the number of rows compared and exits with 0.
"""

import datetime
import json
import pathlib
import sqlite3
import sys
import zoneinfo
from collections import defaultdict
from fractions import Fraction

UTC = datetime.timezone.utc
DIMENSIONS = (
    "day week month hour advertiser campaign line_item creative tier section region slot device "
    "consent validity"
).split()
REASONS = ["valid", "late", "out_of_order", "prefetch", "over_goal", "over_budget", "bot"]
KINDS = {1: "requests", 2: "served", 3: "impressions", 4: "viewable", 5: "clicks"}
DAY = datetime.timedelta(days=1)


def calendar(date):
    year, week, _ = date.isocalendar()
    return {"day": date.isoformat(), "week": f"{year:04}-W{week:02}", "month": date.isoformat()[:7]}


def events(path, zone):
    """Every event of a file with its dimensions and what it adds."""
    with sqlite3.connect(f"file:{path}?mode=ro", uri=True) as database:
        names = dict(database.execute("SELECT id, text FROM names"))
        items = {
            row[0]: row[1:]
            for row in database.execute("SELECT id, advertiser, campaign, tier FROM line_items")
        }
        rows = database.execute(
            "SELECT at_ms, kind, count, pages, slot, line_item, creative, section, region, device,"
            " consent, revenue_micros, invalid FROM log"
        )
        for at, kind, count, pages, slot, item, creative, section, region, device, consent, money, invalid in rows:
            local = datetime.datetime.fromtimestamp(at // 1000, UTC).astimezone(zone)
            page = calendar(local.date()) | {
                "hour": local.hour,
                "slot": names.get(slot),
                "section": names.get(section),
                "region": names.get(region),
                "device": names.get(device),
                "consent": "ABC"[consent - 1],
                "validity": REASONS[invalid],
            }
            advertiser, campaign, tier = items.get(item, (None, None, None))
            booking = {
                "advertiser": advertiser,
                "campaign": campaign,
                "tier": tier,
                "line_item": names.get(item),
                "creative": names.get(creative),
            }
            nobody = dict.fromkeys(booking)

            def sums(kind, pages, money):
                if invalid:
                    return {"invalid": count, "revenue_micros": money}
                return {KINDS[kind]: count, "page_views": pages, "revenue_micros": money}

            if kind == 1:
                yield local.date(), page | nobody, sums(1, pages, money)
                if item:
                    yield local.date(), page | booking, sums(2, 0, 0)
            else:
                yield local.date(), page | booking, sums(kind, pages, money)


def flat_rates(paths):
    """The newest terms of every line item that any file remembers."""
    newest = {}
    for path in sorted(paths):
        with sqlite3.connect(f"file:{path}?mode=ro", uri=True) as database:
            for row in database.execute(
                "SELECT text, advertiser, campaign, tier, rate_model, price_micros, per,"
                " flight_start_ms, flight_end_ms FROM line_items JOIN names USING (id)"
            ):
                newest[row[0]] = row
    return [row for row in newest.values() if row[4] == "flat" and row[7] < row[8]]


def accruals(rate, zone):
    """Each day of a flight with the part of the price that it earns."""
    price, per, start, end = rate[5:9]
    first = datetime.datetime.fromtimestamp(start // 1000, UTC).astimezone(zone).date()
    last = datetime.datetime.fromtimestamp((end - 1) // 1000, UTC).astimezone(zone).date()
    date = first
    while date <= last:
        if per == "day":
            begin, length = date, 1
        elif per == "week":
            begin, length = date - date.weekday() * DAY, 7
        elif per == "month":
            begin = date.replace(day=1)
            length = ((begin + 31 * DAY).replace(day=1) - begin).days
        else:
            begin, length = first, (last - first).days + 1
        done = (date - begin).days
        yield date, int(Fraction(price * (done + 1), length)) - int(Fraction(price * done, length))
        date += DAY


def ratio(sums, above, below):
    if not sums[below]:
        return None
    return int(Fraction(sums[above] * 1_000_000, sums[below]) + Fraction(1, 2))


def figure(sums, measure):
    match measure:
        case "fill_rate":
            return ratio(sums, "served", "requests")
        case "viewability":
            return ratio(sums, "viewable", "impressions")
        case "ctr":
            return ratio(sums, "clicks", "impressions")
        case "ecpm_micros":
            if not sums["impressions"]:
                return None
            return int(Fraction(sums["revenue_micros"] * 1000, sums["impressions"]) + Fraction(1, 2))
        case _:
            return sums[measure]


def main():
    directory, report_path, today = pathlib.Path(sys.argv[1]), sys.argv[2], sys.argv[3]
    with open(report_path, encoding="utf-8") as file:
        report = json.load(file, parse_float=lambda text: int(Fraction(text) * 1_000_000))
    zone = zoneinfo.ZoneInfo(report["time_zone"])
    start, end = (datetime.date.fromisoformat(report[key]) for key in ("from", "to"))
    dimensions = [name for name in DIMENSIONS if report["rows"] and name in report["rows"][0]]
    measures = list(report["totals"])
    groups = defaultdict(lambda: defaultdict(int))
    totals = defaultdict(int)

    def add(values, sums):
        key = tuple(values.get(name) for name in dimensions)
        for name, value in sums.items():
            groups[key][name] += value
            totals[name] += value

    paths = list(directory.glob("events/*.sqlite"))
    for path in paths:
        for date, values, sums in events(path, zone):
            if start <= date <= end:
                add(values, sums)
    for rate in flat_rates(paths):
        booking = dict(zip(("line_item", "advertiser", "campaign", "tier"), rate))
        for date, money in accruals(rate, zone):
            if start <= date <= min(end, datetime.date.fromisoformat(today)):
                add(calendar(date) | booking, {"revenue_micros": money})

    # Flat rates and events without a value are two rows with the same nulls: their counts are added up.
    found = defaultdict(list)
    for row in report["rows"]:
        found[tuple(row[name] for name in dimensions)].append(row)
    problems = 0
    for key in sorted(set(groups) | set(found), key=str):
        for measure in measures:
            rows = found.get(key, [])
            expected = figure(groups[key], measure)
            values = [row[measure] for row in rows if row[measure] is not None]
            if len(rows) > 1 and measure in ("fill_rate", "viewability", "ctr", "ecpm_micros"):
                continue
            actual = sum(values) if values else None
            if (actual or 0) != (expected or 0):
                print(f"{key} {measure}: report {actual}, log {expected}")
                problems += 1
    for measure in measures:
        if report["totals"][measure] != figure(totals, measure):
            print(f"totals {measure}: report {report['totals'][measure]}, log {figure(totals, measure)}")
            problems += 1
    if not problems:
        print(f"{len(found)} groups agree")
    sys.exit(1 if problems else 0)


main()
