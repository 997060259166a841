// What tests say of a page.

import assert from 'node:assert/strict';

export { assert };

/** The searches that the browser asks for from now on, and those that were taken back. */
export function watch(page) {
  const seen = { asked: [], cancelled: [] };
  const query = (request) => {
    const url = new URL(request.url());
    return url.pathname.endsWith('/search') ? url.searchParams.get('q') ?? '' : null;
  };
  page.on('request', (request) => query(request) !== null && seen.asked.push(query(request)));
  page.on('requestfailed', (request) => query(request) !== null && seen.cancelled.push(query(request)));
  return seen;
}

/** Waits until the answer to `query` is shown. */
export async function answered(page, query) {
  await page.waitForFunction(
    (text) => document.querySelector('h1').textContent.includes(text) && !document.querySelector('main[aria-busy]'),
    query,
  );
}

/** The search box: a combobox where the script runs. */
export const box = (page) => page.getByRole('combobox').or(page.getByRole('searchbox'));
export const titles = (page) => page.locator('a.title');
export const query = (page) => new URL(page.url()).searchParams.get('q');

/** A check that axe-core, the file, has nothing to say of a page; `shown` names it. */
export function accessibleWith(axe) {
  return async (page, shown) => {
    await page.addScriptTag({ path: axe });
    const { violations, passes } = await page.evaluate(() => window.axe.run({
      runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
    }));
    assert.ok(passes.length > 10, `it has looked: ${passes.map((rule) => rule.id)}`);
    const told = violations.map((found) => `${found.id}: ${found.nodes.map((node) => node.html).join(' ')}`);
    assert.deepEqual(told, [], shown);
  };
}
