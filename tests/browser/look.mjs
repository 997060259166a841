// How it looks: phones, darkness, print, and what axe-core finds; screenshots on request.

import { answered, assert, box, titles } from './expect.mjs';

/** The pages that are looked at, by what they show. */
const PAGES = {
  'what was found': { q: '内蒙古 科技' },
  'the newest articles': {},
  'what was narrowed': { q: '内蒙古', tag: '校地合作', from: '2023-07', to: '2023-07' },
  'nothing found': { q: '犰狳' },
  notes: { q: 'date:soon (桜' },
  'a later page': { offset: 20 },
};

const PHONE = { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true };

export async function tests({ test, site, require }) {
  const axe = require.resolve('axe-core');

  /** What axe-core has to say about the page: nothing. */
  async function accessible(page, shown) {
    await page.addScriptTag({ path: axe });
    const { violations, passes } = await page.evaluate(() => window.axe.run({
      runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
    }));
    assert.ok(passes.length > 20, 'it has looked');
    const told = violations.map((found) => `${found.id}: ${found.nodes.map((node) => node.html).join(' ')}`);
    assert.deepEqual(told, [], shown);
  }

  // axe puts itself in as an inline script, which the page's policy forbids to everybody.
  const profiles = {
    light: { bypassCSP: true, colorScheme: 'light' },
    dark: { bypassCSP: true, colorScheme: 'dark' },
    'on a phone': { bypassCSP: true, ...PHONE },
  };
  for (const [look, profile] of Object.entries(profiles)) {
    await test(`axe finds nothing: ${look}`, profile, async (page) => {
      for (const [shown, parameters] of Object.entries(PAGES)) {
        await page.goto(site.search(parameters));
        await accessible(page, shown);
      }
    });
  }
  await test('axe finds nothing: in any language', profiles.light, async (page) => {
    for (const ui of ['zh-Hant', 'ja', 'ko', 'en']) {
      await page.goto(site.search({ q: '风', ui }));
      await accessible(page, ui);
    }
  });
  await test('axe finds nothing: after typing, narrowing and turning pages', profiles.light, async (page) => {
    await page.goto(site.search());
    await box(page).fill('风');
    await answered(page, '风');
    await page.getByRole('link', { name: '下一页' }).click();
    await page.waitForURL(/offset/);
    await page.waitForSelector('main:not([aria-busy])');
    await accessible(page, 'after it all');
  });

  for (const width of [320, 390, 600, 900]) {
    await test(`nothing is wider than the screen at ${width} pixels`, { viewport: { width, height: 800 } }, async (page) => {
      for (const parameters of [...Object.values(PAGES), { q: 'https://example.org/'.repeat(12) }]) {
        await page.goto(site.search(parameters));
        const wide = await page.evaluate(() =>
          [...document.querySelectorAll('body *:not(.skip, .unseen)')]
            .filter((element) => element.getBoundingClientRect().right > innerWidth + 1)
            .map((element) => element.outerHTML.slice(0, 80)));
        assert.deepEqual(wide, []);
        assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth));
      }
    });
  }

  await test('on a phone the box is there at once and a finger hits what it means', PHONE, async (page) => {
    await page.goto(site.search({ q: '内蒙古' }));
    const input = await box(page).boundingBox();
    assert.ok(input.y + input.height < 300 && input.height >= 44);
    const first = await titles(page).first().boundingBox();
    assert.ok(first.y < 600, 'the first article shows without scrolling');
    const small = await page.locator('nav a, .narrow a, .subscribe a, button').evaluateAll((targets) =>
      targets.map((target) => [target.textContent, target.getBoundingClientRect()])
        .filter(([, { width, height }]) => height > 0 && (height < 24 || width < 24))
        .map(([words]) => words));
    assert.deepEqual(small, []);
    await page.getByRole('link', { name: '缩小范围' }).tap();
    await page.waitForFunction(() => document.querySelector('#beside').getBoundingClientRect().top < innerHeight);
  });

  await test('in the dark the page is dark', { colorScheme: 'dark' }, async (page) => {
    await page.goto(site.search({ q: '内蒙古' }));
    const [paper, ink] = await page.evaluate(() => {
      const { backgroundColor, color } = getComputedStyle(document.body);
      return [backgroundColor, color].map((value) => value.match(/\d+/g).slice(0, 3).reduce((sum, part) => sum + Number(part), 0));
    });
    assert.ok(paper < 120 && ink > 600, `${paper} ${ink}`);
  });

  await test('printed it is the articles and their addresses', async (page) => {
    await page.goto(site.search({ q: '内蒙古' }));
    await page.emulateMedia({ media: 'print' });
    assert.ok(!(await box(page).isVisible()));
    assert.ok(!(await page.getByRole('region', { name: '订阅这个搜索' }).isVisible()));
    assert.ok(await titles(page).first().isVisible());
    const after = await titles(page).first().evaluate((title) => getComputedStyle(title, '::after').content);
    assert.match(after, /https:\/\/news\.example\.org/);
  });
}

/** Takes the pictures that docs/screenshots/ has. */
export async function screenshots(browser, site, folder) {
  const shots = {
    'search-desk': [{ viewport: { width: 1200, height: 820 }, locale: 'zh-CN' }, { q: '内蒙古 科技' }],
    'search-dark': [{ viewport: { width: 1200, height: 820 }, locale: 'ja', colorScheme: 'dark' }, { q: '風' }],
    'search-phone': [{ ...PHONE, locale: 'ko' }, { q: '김치' }],
    'search-nothing': [{ viewport: { width: 1200, height: 620 }, locale: 'en' }, { q: 'armadillo' }],
  };
  for (const [name, [profile, parameters]] of Object.entries(shots)) {
    const context = await browser.newContext(profile);
    const page = await context.newPage();
    await page.goto(site.search(parameters));
    await page.screenshot({ path: `${folder}/${name}.png` });
    await context.close();
  }
}
