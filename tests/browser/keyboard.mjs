// The page by keyboard alone, and as a screen reader meets it.

import { answered, assert, box, titles, watch } from './expect.mjs';

const focused = (page) => page.evaluate(() => document.activeElement.id || document.activeElement.textContent);

export async function tests({ test, site }) {
  await test('from the first key to the article without a mouse', async (page) => {
    await page.goto(site.search());
    await page.keyboard.press('/');
    assert.equal(await focused(page), 'q');
    assert.equal(await box(page).inputValue(), '', 'the key that leads there is not typed');
    await page.keyboard.type('风机叶片');
    await answered(page, '风机叶片');
    const shown = await titles(page).allTextContents();
    // Enter takes what was typed, and with it the suggestions away.
    await page.keyboard.press('Enter');
    await page.keyboard.press('ArrowDown');
    assert.equal(await focused(page), shown[0]);
    await page.keyboard.press('ArrowDown');
    assert.equal(await focused(page), shown[1]);
    await page.keyboard.press('ArrowUp');
    assert.equal(await focused(page), shown[0]);
    await page.keyboard.press('ArrowUp');
    assert.equal(await focused(page), 'q');
    await page.keyboard.press('ArrowDown');
    const address = await titles(page).first().getAttribute('href');
    await page.keyboard.press('Enter');
    await page.waitForURL(address);
    await page.goBack();
    await answered(page, '风机叶片');
    assert.equal(await box(page).inputValue(), '风机叶片');
  });

  await test('escape leads back to the box, and then empties it', async (page) => {
    await page.goto(site.search({ q: '氢能' }));
    await box(page).focus();
    await page.keyboard.press('ArrowDown');
    assert.equal(await focused(page), await titles(page).first().textContent());
    await page.keyboard.press('Escape');
    assert.equal(await focused(page), 'q');
    await page.keyboard.press('Escape');
    await answered(page, '最新文章');
    assert.equal(await box(page).inputValue(), '');
  });

  await test('a slash within the box is a slash', async (page) => {
    await page.goto(site.search());
    await box(page).focus();
    await page.keyboard.type('km/h');
    assert.equal(await box(page).inputValue(), 'km/h');
  });

  await test('with the tab key alone: skip, narrow, order, subscribe', async (page) => {
    await page.goto(site.search({ q: '内蒙古' }));
    const seen = watch(page);
    await page.keyboard.press('Tab');
    assert.equal(await focused(page), '跳到搜索结果');
    assert.ok((await page.locator('.skip').boundingBox()).y >= 0, 'it comes into sight');
    await page.keyboard.press('Enter');
    // From here on each press of the key meets one thing, each of them with a ring around it.
    const met = [];
    for (let n = 0; n < 80; n += 1) {
      await page.keyboard.press('Tab');
      const at = await page.evaluate(() => {
        const element = document.activeElement;
        if (element === document.body) return null;
        return { words: element.textContent, ring: getComputedStyle(element).outlineStyle };
      });
      if (at === null || at.words === 'English') break;
      met.push(at);
    }
    assert.deepEqual(seen.asked, [], 'a place in the page is not another search');
    assert.ok(met.every((at) => at.ring === 'solid'), JSON.stringify(met.filter((at) => at.ring !== 'solid')));
    for (const words of ['最相关', '最新', 'RSS', 'Atom', 'JSON Feed']) {
      assert.ok(met.some((at) => at.words === words), `${words} is met: ${met.map((at) => at.words)}`);
    }
    assert.ok(met.findIndex((at) => at.words === '最新') < met.findIndex((at) => at.words === 'RSS'), 'in the order of sight');
  });

  await test('a screen reader hears how much was found, and finds its way by headings', async (page) => {
    await page.goto(site.search());
    await box(page).fill('内蒙古 科技');
    await answered(page, '内蒙古 科技');
    assert.equal(await page.getByRole('status').textContent(), await page.locator('#count').textContent());
    assert.equal(await page.getByRole('search').count(), 1);
    assert.equal(await page.getByRole('main').count(), 1);
    assert.equal(await page.getByRole('banner').count(), 1);
    assert.equal(await page.getByRole('contentinfo').count(), 1);
    assert.equal(await page.getByRole('heading', { level: 1 }).count(), 1);
    const levels = await page.locator('h1, h2, h3').evaluateAll((headings) => headings.map((h) => Number(h.tagName[1])));
    assert.ok(levels.every((level, n) => n === 0 || level <= levels[n - 1] + 1), `no level is left out: ${levels}`);
    const names = await titles(page).evaluateAll((links) => links.map((link) => link.closest('h3') !== null));
    assert.ok(names.length > 0 && names.every(Boolean), 'each title is a heading');
  });
}
