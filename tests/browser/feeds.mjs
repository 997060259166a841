// Feeds and their list, opened in a browser by people.

import { pathToFileURL } from 'node:url';

import { assert, box } from './expect.mjs';
import { ATTACK } from './site.mjs';

const PHONE = { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true };

export async function tests({ test, site, accessible }) {
  const file = (name) => pathToFileURL(`${site.folder}/feeds/${name}`).href;

  /** A feed is shown as a page: a word on what it is, the titles, the dates; no markup as text. */
  async function readable(page) {
    const seen = await page.evaluate(() => {
      const root = document.documentElement;
      const title = document.querySelector('item > title, entry > title');
      const body = document.querySelector('item > *|encoded, entry > content');
      return {
        note: getComputedStyle(root, '::before').content,
        title: title.getBoundingClientRect().height,
        bold: getComputedStyle(title).fontWeight,
        body: body && getComputedStyle(body).display,
        wide: root.scrollWidth > innerWidth,
      };
    });
    assert.match(seen.note, /订阅源/);
    assert.ok(seen.title > 15 && Number(seen.bold) >= 600, JSON.stringify(seen));
    assert.ok(seen.body === null || seen.body === 'none', 'the body is left to feed readers');
    assert.ok(!seen.wide, 'nothing is wider than the screen');
  }

  for (const name of ['rss.xml', 'atom.xml']) {
    for (const [where, profile] of [['on a desk', {}], ['on a phone', PHONE]]) {
      await test(`${name} is readable ${where}, from the server and as a file`, profile, async (page) => {
        const answer = await page.goto(new URL(`feeds/${name}`, site.url).href);
        assert.match(answer.headers()['content-type'], /^application\/xml/);
        await readable(page);
        await page.goto(file(name));
        await readable(page);
      });
    }
  }

  await test('a feed reader gets the feed as what it is', async (page) => {
    for (const [name, type] of [['rss.xml', 'application/rss+xml'], ['atom.xml', 'application/atom+xml']]) {
      for (const accept of ['*/*', `${type}, text/html;q=0.5`]) {
        const answer = await page.request.get(new URL(`feeds/${name}`, site.url).href, { headers: { Accept: accept } });
        assert.ok(answer.headers()['content-type'].startsWith(type), `${accept}: ${answer.headers()['content-type']}`);
        assert.match(answer.headers().vary, /accept(,|$)/i);
      }
    }
  });

  await test('a search as a feed opens as a page as well', async (page) => {
    await page.goto(site.search({ q: '风机叶片' }));
    await page.getByRole('region', { name: '订阅这个搜索' }).getByRole('link', { name: 'RSS' }).click();
    await page.waitForURL(/search\.rss/);
    assert.match(await page.evaluate(() => document.querySelector('channel > title').textContent), /风机叶片/);
    assert.equal(await page.evaluate(() => document.querySelectorAll('script, img, svg').length), 0);
    assert.equal(await page.evaluate(() => window.ran), undefined);
    await page.goBack();
    assert.equal(await box(page).inputValue(), '风机叶片');
  });

  for (const [look, profile] of [['light', {}], ['dark', { colorScheme: 'dark' }], ['on a phone', PHONE]]) {
    await test(`axe finds nothing in the list of feeds, ${look}`, { bypassCSP: true, ...profile }, async (page) => {
      await page.goto(file('feeds.html'));
      await accessible(page, 'feeds.html');
      assert.ok(!(await page.evaluate(() => document.documentElement.scrollWidth > innerWidth)));
      assert.ok(await page.getByText(ATTACK).count(), 'names are text');
    });
  }
}
