// Nothing that was typed or written in a record runs.

import { answered, assert, box, titles } from './expect.mjs';
import { ATTACK } from './site.mjs';

async function nothingRan(page) {
  // Long enough for an image that fails and its handler: what is loaded has ended.
  await page.waitForLoadState('networkidle');
  assert.equal(await page.evaluate(() => window.ran), undefined, 'a script ran');
  assert.equal(await page.locator('img, svg, script:not([src])').count(), 0, 'it became markup');
}

export async function tests({ test, site }) {
  await test('a script in the address is text', async (page) => {
    for (const name of ['q', 'section', 'tag', 'author', 'lang']) {
      await page.goto(site.search({ q: '玄鸟', [name]: ATTACK }));
      await nothingRan(page);
    }
    await page.goto(site.search({ q: ATTACK }));
    assert.equal(await box(page).inputValue(), ATTACK);
    assert.ok((await page.locator('h1').textContent()).includes(ATTACK));
  });

  await test('a script that is typed is text', async (page) => {
    await page.goto(site.search());
    await box(page).fill(ATTACK);
    await answered(page, ATTACK);
    await nothingRan(page);
    assert.ok((await page.title()).includes('<script>'));
  });

  await test('a script in a record is text, wherever the page shows it', async (page) => {
    await page.goto(site.search({ q: '玄鸟' }));
    assert.equal(await titles(page).count(), 2);
    assert.ok((await titles(page).allTextContents()).some((title) => title === `玄鸟 ${ATTACK}`), 'as it was written');
    await nothingRan(page);
    // The same by the script's way.
    await page.goto(site.search());
    await box(page).fill('玄鸟');
    await answered(page, '玄鸟');
    assert.equal(await titles(page).count(), 2);
    await nothingRan(page);
    await page.goto(site.search({ q: '玄鸟 标记' }));
    await page.getByRole('region', { name: '缩小范围' }).waitFor({ state: 'attached', timeout: 1 }).catch(() => {});
    await nothingRan(page);
  });

  await test('the policy lets no other script run, even one that got in', { errors: ['Content Security Policy'] },
    async (page) => {
    const answer = await page.goto(site.search());
    const policy = answer.headers()['content-security-policy'];
    assert.match(policy, /default-src 'none'/);
    assert.ok(!policy.includes('unsafe'), policy);
    assert.equal(answer.headers()['x-content-type-options'], 'nosniff');
    await page.evaluate(() => {
      const script = document.createElement('script');
      script.append('window.ran = 1');
      document.head.append(script);
    }).catch(() => {});
    await page.evaluate(() => document.body.setAttribute('onclick', 'window.ran = 1')).catch(() => {});
    await page.locator('h1').click();
    assert.equal(await page.evaluate(() => window.ran), undefined);
    const refused = await page.evaluate(() => {
      try {
        document.createElement('p').innerHTML = '<b>x</b>';
        return false;
      } catch {
        return true;
      }
    });
    assert.ok(refused, 'no script makes markup from text');
  });

  await test('the assets are kept for ever under names that change with them', async (page) => {
    const seen = [];
    page.on('response', (response) => seen.push(response));
    await page.goto(site.search());
    const assets = seen.filter((response) => /\/assets\/search-[0-9a-f]{16}\.(css|js)$/.test(response.url()));
    assert.equal(assets.length, 2, seen.map((response) => response.url()).join());
    for (const asset of assets) assert.match(asset.headers()['cache-control'], /max-age=31536000.*immutable/);
  });
}
