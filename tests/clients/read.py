#!/usr/bin/env python3
"""Reads published feeds with readers that are not ours and compares what they understood.

    read.py FEEDS [EXPECTED.jsonl]

FEEDS is a folder with rss.xml, atom.xml and feed.json. EXPECTED has one JSON object a line for each
entry, newest first: id, title, url, published, updated, authors, tags, summary, content_html. Without
it, feed.json as Python's own JSON module reads it is what the others must have understood.

The readers: feedparser and lxml (requirements.txt); xmllint, sfeed and newsboat where the system has
them. Each entry is one test for each reader and format. Where a reader is known to read something
otherwise, the reason stands at the comparison. Ends with a line `N passed, N failed`.
"""

import calendar
import html
import http.server
import json
import re
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import threading
from datetime import datetime, timezone
from email.utils import parsedate_to_datetime
from functools import partial
from pathlib import Path

import feedparser
from lxml import etree

ATOM = "{http://www.w3.org/2005/Atom}"
CONTENT = "{http://purl.org/rss/1.0/modules/content/}"
DC = "{http://purl.org/dc/elements/1.1/}"

passed = failed = 0
told = {}


def check(reader, name, expected, found):
    """Counts one test; tells the first differences of each reader."""
    global passed, failed
    differences = {key: (expected[key], found[key]) for key in found if expected[key] != found[key]}
    if not differences:
        passed += 1
        return
    failed += 1
    told[reader] = told.get(reader, 0) + 1
    if told[reader] <= 5:
        for key, (wanted, got) in differences.items():
            print(f"{reader}: {name}: {key}:\n  expected {wanted!r:.600}\n  found    {got!r:.600}")


def expectations(feeds, file):
    """What each entry must be."""
    if file:
        with open(file, encoding="utf-8") as lines:
            return [normal(json.loads(line)) for line in lines]
    feed = json.loads((feeds / "feed.json").read_text(encoding="utf-8"))
    entries = []
    for item in feed["items"]:
        section = [item["_section"]] if "_section" in item else []
        entries.append(normal({
            "id": item["id"],
            "title": item["title"],
            "url": item["url"],
            "published": item["date_published"],
            "updated": item["date_modified"],
            "authors": [author["name"] for author in item.get("authors", [])],
            "tags": section + item.get("tags", []),
            "summary": item.get("summary", ""),
            "content_html": item.get("content_html", ""),
        }))
    return entries


def normal(entry):
    """Moments in UTC; content without white space at its ends, which readers drop."""
    for key in ("published", "updated"):
        moment = datetime.fromisoformat(entry[key].replace("Z", "+00:00"))
        entry[key] = moment.astimezone(timezone.utc).replace(microsecond=0)
    entry["content_html"] = entry["content_html"].strip()
    return entry


def utc(date):
    return date.astimezone(timezone.utc).replace(microsecond=0)


def text(element):
    return "" if element is None else element.text or ""


def read_with_lxml(path, is_atom):
    root = etree.parse(str(path), etree.XMLParser(huge_tree=True)).getroot()
    if not is_atom:
        for item in root.iterfind("channel/item"):
            published = utc(parsedate_to_datetime(text(item.find("pubDate"))))
            updated = item.find(f"{ATOM}updated")
            yield {
                "id": text(item.find("guid")),
                "title": text(item.find("title")),
                "url": text(item.find("link")),
                "published": published,
                "updated": published if updated is None else utc(datetime.fromisoformat(updated.text)),
                "authors": [text(author) for author in item.iterfind(f"{DC}creator")],
                "tags": [text(category) for category in item.iterfind("category")],
                "summary": html.unescape(text(item.find("description"))),
                "content_html": text(item.find(f"{CONTENT}encoded")).strip(),
            }
        return
    for entry in root.iterfind(f"{ATOM}entry"):
        summary = entry.find(f"{ATOM}summary")
        is_html = summary is not None and summary.get("type") == "html"
        yield {
            "id": text(entry.find(f"{ATOM}id")),
            "title": text(entry.find(f"{ATOM}title")),
            "url": entry.find(f"{ATOM}link[@rel='alternate']").get("href"),
            "published": utc(datetime.fromisoformat(text(entry.find(f"{ATOM}published")))),
            "updated": utc(datetime.fromisoformat(text(entry.find(f"{ATOM}updated")))),
            "authors": [text(name) for name in entry.iterfind(f"{ATOM}author/{ATOM}name")],
            "tags": [category.get("term") for category in entry.iterfind(f"{ATOM}category")],
            "summary": html.unescape(text(summary)) if is_html else text(summary),
            "content_html": text(entry.find(f"{ATOM}content")).strip(),
        }


def test_lxml(feeds, expected):
    for name in ("rss.xml", "atom.xml"):
        found = list(read_with_lxml(feeds / name, name == "atom.xml"))
        check("lxml", name, {"entries": len(expected)}, {"entries": len(found)})
        for wanted, got in zip(expected, found):
            if name == "rss.xml" or not wanted["content_html"]:
                wanted = {**wanted, "summary": in_place_of_content(wanted)}
            check("lxml", f"{name}: {wanted['id']}", wanted, got)


def test_feedparser(feeds, expected):
    for name in ("rss.xml", "atom.xml"):
        data = (feeds / name).read_bytes()
        parsed = feedparser.parse(data, sanitize_html=False, resolve_relative_uris=False)
        about = {"bozo": bool(parsed.bozo), "entries": len(parsed.entries)}
        check("feedparser", name, {"bozo": False, "entries": len(expected)}, about)
        for wanted, entry in zip(expected, parsed.entries):
            found = {
                "id": entry.id,
                "title": entry.title,
                "url": entry.link,
                "published": moment(entry.published_parsed),
                "updated": moment(entry.get("updated_parsed") or entry.published_parsed),
                "tags": [tag.term for tag in entry.get("tags", [])],
                "content_html": "".join(content.value for content in entry.get("content", [])).strip(),
                "authors": [author.get("name", "") for author in entry.get("authors", [])],
            }
            wanted = of_feedparser(wanted, name)
            check("feedparser", f"{name}: {wanted['id']}", wanted, found)


def of_feedparser(wanted, name):
    """In RSS it takes a picture's caption for the content where there is none, for `media:description` is
    the second description then; and what stands in parentheses after a name for an e-mail address, as
    RSS's `author` has it."""
    if name != "rss.xml":
        return wanted
    authors = [re.sub(r" \([^()@ ]+@[^()@ ]+\)$", "", author) for author in wanted["authors"]]
    return {**wanted, "authors": authors, "content_html": wanted["content_html"] or wanted.get("caption", "")}


def moment(parsed):
    return datetime.fromtimestamp(calendar.timegm(parsed), timezone.utc)


def test_xmllint(feeds, _expected):
    for path in sorted(feeds.rglob("*.xml")):
        run = subprocess.run(["xmllint", "--huge", "--noout", str(path)], capture_output=True, text=True)
        check("xmllint", path.relative_to(feeds), {"complaints": ""}, {"complaints": run.stdout + run.stderr})


def test_sfeed(feeds, expected):
    for name in ("rss.xml", "atom.xml"):
        with open(feeds / name, "rb") as feed:
            output = subprocess.run(["sfeed"], stdin=feed, capture_output=True, check=True).stdout
        # Only a line feed ends a line here, whatever Unicode says.
        lines = output.decode().rstrip("\n").split("\n")
        check("sfeed", name, {"entries": len(expected)}, {"entries": len(lines)})
        for wanted, line in zip(expected, lines):
            date, title, url, content, kind, guid, author, _enclosure, tags = line.split("\t")[:9]
            found = {
                "id": guid,
                "title": title,
                "url": url,
                "published": datetime.fromtimestamp(int(date), timezone.utc),
                "tags": tags,
                "content_html": plain(unescaped(content), wanted, kind == "html"),
                "authors": [author] if author else [],
            }
            check("sfeed", f"{name}: {wanted['id']}", as_sfeed(wanted), found)


def unescaped(field):
    return re.sub(r"\\(.)", lambda match: {"n": "\n", "t": "\t"}.get(match[1], match[1]), field).strip()


def as_sfeed(wanted):
    """sfeed has one field for an author, and the summary where there is no content. It puts a line between
    two tags, and no space beside one."""
    tags = re.sub(r" *\| *", "|", "|".join(wanted["tags"]))
    content = wanted["content_html"] or in_place_of_content(wanted)
    return {**wanted, "authors": wanted["authors"][:1], "content_html": content, "tags": tags}


def test_newsboat(feeds, expected):
    handler = partial(Quiet, directory=str(feeds))
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    for name in ("rss.xml", "atom.xml"):
        with tempfile.TemporaryDirectory() as home:
            (Path(home) / "urls").write_text(f"http://127.0.0.1:{server.server_port}/{name}\n")
            (Path(home) / "config").write_text("")
            command = ["newsboat", "-q", "-u", "urls", "-c", "cache.db", "-C", "config", "-x", "reload"]
            subprocess.run(command, cwd=home, check=True, timeout=60, env={"HOME": home, "LANG": "C.UTF-8"})
            cache = sqlite3.connect(Path(home) / "cache.db")
            rows = cache.execute("SELECT guid, title, url, pubDate, content, author FROM rss_item").fetchall()
            cache.close()
        check("newsboat", name, {"entries": len(expected)}, {"entries": len(rows)})
        by_id = {row[0]: row for row in rows}
        for wanted in expected:
            row = by_id.get(wanted["id"], ("", "", "", 0, "", ""))
            found = {
                "id": row[0],
                "title": row[1],
                "url": row[2],
                "published": datetime.fromtimestamp(row[3], timezone.utc),
                "content_html": plain(row[4].strip(), wanted, True),
                "authors": [row[5]] if row[5] else [],
            }
            check("newsboat", f"{name}: {wanted['id']}", as_newsboat(wanted, name), found)
    server.shutdown()


class Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_):
        pass


def as_newsboat(wanted, name):
    """newsboat has one field for authors: of RSS the last, of Atom all. It counts seconds in 32 bits."""
    seconds = int(wanted["published"].timestamp()) % 2**32
    content = wanted["content_html"] or in_place_of_content(wanted)
    authors = wanted["authors"]
    if authors:
        authors = [authors[-1] if name == "rss.xml" else ", ".join(authors)]
    published = datetime.fromtimestamp(seconds, timezone.utc)
    return {**wanted, "authors": authors, "content_html": content, "published": published}


def plain(content, wanted, is_html):
    """What stands in place of content is plain text, written as HTML."""
    return html.unescape(content) if is_html and not wanted["content_html"] else content


def in_place_of_content(wanted):
    """An entry must have some text: where there is none, its title stands again."""
    return wanted["summary"] or wanted["title"]


def main():
    feeds = Path(sys.argv[1])
    expected = expectations(feeds, sys.argv[2] if len(sys.argv) > 2 else None)
    test_lxml(feeds, expected)
    test_feedparser(feeds, expected)
    for program, test in (("xmllint", test_xmllint), ("sfeed", test_sfeed), ("newsboat", test_newsboat)):
        if shutil.which(program):
            test(feeds, expected)
        else:
            print(f"{program} is not installed: left out")
    print(f"{passed} passed, {failed} failed")
    sys.exit(failed > 0)


main()
