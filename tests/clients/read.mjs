#!/usr/bin/env node
// Reads published feeds with readers that are not ours and compares what they understood.
//
//     read.mjs FEEDS [EXPECTED.jsonl]
//
// FEEDS is a folder with rss.xml, atom.xml and feed.json. EXPECTED has one JSON object a line for
// each entry, newest first: id, title, url, published, updated, authors, tags, summary, content_html.
// Without it, feed.json as JSON.parse reads it is what the others must have understood.
//
// The readers are rss-parser and feedsmith (package-lock.json), found below NODE_PATH or here. Each
// entry is one test for each reader and format. Where a reader is known to read something otherwise,
// the reason stands at the comparison. Ends with a line `N passed, N failed`.

import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';

const require = createRequire(import.meta.url);
const RssParser = require('rss-parser');
const { parseFeed } = require('feedsmith');

const [feeds, file] = process.argv.slice(2);
const read = (name) => fs.readFileSync(path.join(feeds, name), 'utf8');
let passed = 0;
let failed = 0;
const told = {};

/** Counts one test; tells the first differences of each reader. */
function check(reader, name, expected, found) {
  const differences = Object.keys(found).filter(
    (key) => JSON.stringify(expected[key]) !== JSON.stringify(found[key]),
  );
  if (differences.length === 0) {
    passed += 1;
    return;
  }
  failed += 1;
  told[reader] = (told[reader] ?? 0) + 1;
  if (told[reader] <= 5) {
    for (const key of differences) {
      const shown = (value) => String(JSON.stringify(value)).slice(0, 600);
      console.log(`${reader}: ${name}: ${key}:\n  expected ${shown(expected[key])}\n  found    ${shown(found[key])}`);
    }
  }
}

/** What each entry must be. */
function expectations() {
  const lines = file
    ? fs.readFileSync(file, 'utf8').trimEnd().split('\n').map((line) => JSON.parse(line))
    : JSON.parse(read('feed.json')).items.map((item) => ({
        id: item.id,
        title: item.title,
        url: item.url,
        published: item.date_published,
        updated: item.date_modified,
        authors: (item.authors ?? []).map((author) => author.name),
        section: item._section,
        tags: [...(item._section === undefined ? [] : [item._section]), ...(item.tags ?? [])],
        summary: item.summary ?? '',
        content_html: item.content_html ?? '',
      }));
  return lines.map((entry) => ({
    ...entry,
    published: moment(entry.published),
    updated: moment(entry.updated),
    content_html: entry.content_html.trim(),
  }));
}

/** To the second, in UTC. */
function moment(date) {
  return `${new Date(date).toISOString().slice(0, 19)}Z`;
}

/** Plain text that is written as HTML. */
function unescaped(html) {
  return html.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
}

const expected = expectations();

function compare(reader, name, entries, known = (wanted) => wanted) {
  check(reader, name, { entries: expected.length }, { entries: entries.length });
  expected.forEach((wanted, number) => {
    if (number < entries.length) {
      check(reader, `${name}: ${wanted.id}`, known(wanted), entries[number]);
    }
  });
}

// An Atom entry must have some text: where there is none, its title stands again.
const instead = (wanted) => wanted.summary || (wanted.content_html ? '' : wanted.title);

// rss-parser: a category with attributes is an object; it has one author unless told to keep all.
const parser = new RssParser({
  customFields: {
    item: [
      ['category', 'allCategories', { keepArray: true }],
      ['dc:creator', 'allCreators', { keepArray: true }],
      ['author', 'allAuthors', { keepArray: true }],
    ],
  },
});
const rss = await parser.parseString(read('rss.xml'));
compare(
  'rss-parser',
  'rss.xml',
  rss.items.map((item) => ({
    id: item.guid,
    title: item.title,
    url: item.link,
    published: moment(item.isoDate),
    authors: item.allCreators ?? [],
    tags: (item.allCategories ?? []).map((category) => category._),
    content_html: (item['content:encoded'] ?? '').trim(),
  })),
);
const atom = await parser.parseString(read('atom.xml'));
compare(
  'rss-parser',
  'atom.xml',
  atom.items.map((item) => ({
    id: item.id,
    title: item.title,
    url: item.link,
    published: moment(item.isoDate),
    authors: (item.allAuthors ?? []).map((author) => author.name[0]),
    tags: (item.allCategories ?? []).map((category) => category.$.term),
    content_html: (item.content ?? '').trim(),
  })),
);

compare(
  'feedsmith',
  'rss.xml',
  parseFeed(read('rss.xml')).feed.items.map((item) => ({
    id: item.guid.value,
    title: item.title,
    url: item.link,
    published: moment(item.pubDate),
    updated: moment(item.atom?.updated ?? item.pubDate),
    authors: item.dc?.creators ?? [],
    tags: (item.categories ?? []).map((category) => category.name),
    content_html: (item.content?.encoded ?? '').trim(),
  })),
);
compare(
  'feedsmith',
  'atom.xml',
  parseFeed(read('atom.xml')).feed.entries.map((entry) => ({
    id: entry.id,
    title: entry.title.value,
    url: entry.links.find((link) => link.rel === 'alternate').href,
    published: moment(entry.published),
    updated: moment(entry.updated),
    authors: (entry.authors ?? []).map((author) => author.name),
    tags: (entry.categories ?? []).map((category) => category.term),
    content_html: (entry.content?.value ?? '').trim(),
    summary: entry.summary?.type === 'html' ? unescaped(entry.summary.value) : (entry.summary?.value ?? ''),
  })),
  (wanted) => ({ ...wanted, summary: instead(wanted) }),
);
compare(
  'feedsmith',
  'feed.json',
  parseFeed(read('feed.json')).feed.items.map((item) => ({
    id: item.id,
    title: item.title,
    url: item.url,
    published: moment(item.date_published),
    updated: moment(item.date_modified),
    authors: (item.authors ?? []).map((author) => author.name),
    content_html: (item.content_html ?? '').trim(),
    summary: item.summary ?? '',
  })),
);

console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed > 0 ? 1 : 0;
