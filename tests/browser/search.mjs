#!/usr/bin/env node
// Uses the search page as people do, in a real browser: Debian's Chromium, driven by playwright-core.
//
//     search.mjs TIDINGS [--screenshots FOLDER] [NAME…]
//
// TIDINGS is the program. The sample site, with a few records that try to run scripts, is built
// and served from a folder of its own. With NAMEs, only the tests whose names contain one of them
// are run. The packages (package-lock.json) are found below NODE_PATH or here; CHROMIUM names
// another browser than /usr/bin/chromium. Ends with a line `N passed, N failed`.

import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';

import { Site, otherSite, behindProxy } from './site.mjs';
import { accessibleWith } from './expect.mjs';
import * as feeds from './feeds.mjs';
import * as keyboard from './keyboard.mjs';
import * as look from './look.mjs';
import * as safety from './safety.mjs';
import * as suggesting from './suggesting.mjs';
import * as typing from './typing.mjs';
import * as ways from './ways.mjs';

const require = createRequire(import.meta.url);
const { chromium } = require('playwright-core');

const [program, ...rest] = process.argv.slice(2);
const screenshots = rest[0] === '--screenshots' ? rest.splice(0, 2)[1] : null;
const only = rest;

const FLAGS = [
  '--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run',
  '--disable-background-networking', '--disable-component-update', '--disable-sync',
];

const site = await Site.start(program);
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: FLAGS });
let passed = 0;
let failed = 0;

/** Runs one test in a browser profile of its own. `options` are those of the profile. */
async function test(name, options, run) {
  if (typeof options === 'function') [options, run] = [{}, options];
  if (only.length > 0 && !only.some((part) => name.includes(part))) return;
  const { errors: expected = [], ...profile } = options;
  const context = await browser.newContext({ locale: 'zh-CN', timezoneId: 'Asia/Shanghai', ...profile });
  context.setDefaultTimeout(15_000);
  // Articles stand on a site that isn't there; the network is never asked.
  await context.route(
    (url) => url.protocol.startsWith('http') && url.hostname !== '127.0.0.1',
    (route) => route.fulfill({ contentType: 'text/html', body: '<!DOCTYPE html><title>article</title><h1>article</h1>' }),
  );
  const page = await context.newPage();
  const errors = [];
  page.on('console', (message) => {
    if (message.type() === 'error') errors.push(message.text());
  });
  page.on('pageerror', (error) => errors.push(error.message));
  page.on('dialog', (dialog) => {
    errors.push(`a dialog: ${dialog.message()}`);
    dialog.dismiss();
  });
  try {
    await run(page, context);
    // A policy that was broken, a file that is missing, a script that failed.
    const unexpected = errors.filter((error) => !expected.some((part) => error.includes(part)));
    if (unexpected.length > 0) throw new Error(`the browser reports: ${unexpected.join('; ')}`);
    passed += 1;
  } catch (error) {
    failed += 1;
    console.log(`failed: ${name}\n    ${String(error.stack ?? error).split('\n').slice(0, 8).join('\n    ')}`);
  } finally {
    await context.close();
  }
}

const accessible = accessibleWith(require.resolve('axe-core'));
const bench = { test, site, accessible, otherSite, behindProxy };
try {
  for (const subject of [typing, suggesting, ways, keyboard, safety, look, feeds]) await subject.tests(bench);
  if (screenshots) {
    fs.mkdirSync(screenshots, { recursive: true });
    await look.screenshots(browser, site, path.resolve(screenshots));
  }
} finally {
  await browser.close();
  await site.stop();
}
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
