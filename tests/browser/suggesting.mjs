// Suggestions below the box: a combobox by keyboard, pointer and input method.

import { answered, assert, box, query, titles } from './expect.mjs';

const list = (page) => page.locator('#suggestions');
const options = (page) => page.getByRole('option');
/** What a screen reader is at: the option that is active, or nothing. */
const active = (page) => box(page).evaluate((input) => {
  const option = document.getElementById(input.getAttribute('aria-activedescendant'));
  return option && { words: option.querySelector('span').textContent, selected: option.ariaSelected };
});

/** Types and waits for the list. */
async function suggested(page, text) {
  await box(page).fill('');
  await box(page).pressSequentially(text);
  await options(page).first().waitFor();
}

export async function tests({ test, site, accessible, otherSite }) {
  await test('what is typed by its sound is suggested, and chosen by keyboard', async (page) => {
    await page.goto(site.search());
    assert.equal(await box(page).getAttribute('role'), 'combobox');
    assert.equal(await box(page).getAttribute('aria-expanded'), 'false');
    await suggested(page, 'neimenggu');
    assert.equal(await box(page).getAttribute('aria-expanded'), 'true');
    assert.equal(await active(page), null, 'nothing is chosen before it is chosen');
    await page.keyboard.press('ArrowDown');
    assert.deepEqual(await active(page), { words: '内蒙古', selected: 'true' });
    assert.equal(await box(page).inputValue(), 'neimenggu', 'what was typed stays until then');
    await page.keyboard.press('ArrowUp');
    assert.equal(await active(page), null, 'the way back leads to the box');
    await page.keyboard.press('ArrowUp');
    assert.equal((await active(page)).words, await options(page).last().locator('span').textContent(), 'and round');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await page.waitForURL((url) => url.searchParams.get('q')?.includes('内蒙古'));
    await page.waitForSelector('main:not([aria-busy])');
    assert.ok((await titles(page).count()) > 0, 'a suggestion finds something');
    assert.ok(await list(page).isHidden());
    assert.equal(await box(page).inputValue(), query(page));
  });

  await test('escape closes the suggestions and keeps what was typed; then the arrows lead to the articles',
    async (page) => {
    await page.goto(site.search());
    await suggested(page, '风');
    await page.keyboard.press('Escape');
    assert.ok(await list(page).isHidden());
    assert.equal(await box(page).inputValue(), '风');
    await answered(page, '“风”');
    await page.keyboard.press('ArrowDown');
    assert.ok(await titles(page).first().evaluate((title) => title === document.activeElement));
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('Alt+ArrowDown');
    await options(page).first().waitFor();
    await page.keyboard.press('Tab');
    assert.ok(await list(page).isHidden(), 'who goes on leaves no list behind');
  });

  await test('a pointer chooses a suggestion, and enter alone chooses none', async (page) => {
    await page.goto(site.search());
    await suggested(page, 'neimeng');
    await options(page).filter({ hasText: '内蒙古' }).first().click();
    await page.waitForURL((url) => url.searchParams.get('q')?.includes('内蒙古'));
    assert.ok(await box(page).evaluate((input) => input === document.activeElement), 'the box keeps the focus');
    await suggested(page, '氢');
    await page.keyboard.press('Enter');
    await answered(page, '“氢”');
    assert.ok(await list(page).isHidden());
    assert.equal(query(page), '氢');
  });

  await test('nothing is suggested while an input method composes', async (page, context) => {
    await page.clock.install();
    await page.goto(site.search());
    const asked = [];
    page.on('request', (request) => request.url().includes('api/suggest') && asked.push(request.url()));
    await box(page).focus();
    const devtools = await context.newCDPSession(page);
    for (const text of ['n', 'ne', 'nei', 'nei m', 'nei meng']) {
      await devtools.send('Input.imeSetComposition', { text, selectionStart: text.length, selectionEnd: text.length });
      await page.clock.runFor(1_000);
    }
    assert.deepEqual(asked, []);
    assert.ok(await list(page).isHidden());
    await devtools.send('Input.insertText', { text: '内蒙' });
    await page.clock.runFor(1_000);
    await options(page).first().waitFor();
    assert.equal(asked.length, 1, asked.join(' '));
  });

  await test('a suggestion is text, whatever a record has in it', async (page) => {
    await page.goto(site.search());
    await page.route(/api\/suggest/, (route) => route.fulfill({
      json: { suggestions: [{ text: '<img src=x onerror="window.ran=1">', kind: 'title', query: '氢', articles: 1 }] },
    }));
    await suggested(page, '氢能');
    assert.equal(await options(page).first().locator('span').textContent(), '<img src=x onerror="window.ran=1">');
    assert.equal(await page.evaluate(() => window.ran), undefined);
  });

  await test('axe finds nothing: with suggestions, light and dark', { bypassCSP: true }, async (page) => {
    for (const colorScheme of ['light', 'dark']) {
      await page.emulateMedia({ colorScheme });
      await page.goto(site.search());
      await suggested(page, 'zhongguo');
      await page.keyboard.press('ArrowDown');
      await answered(page, 'zhongguo');
      await accessible(page, `suggestions, ${colorScheme}`);
    }
  });

  await test('the box on another site suggests where it is asked to and may', async (page) => {
    const html = `<!DOCTYPE html><html lang="ko"><meta charset="utf-8"><title>other</title>
      <script src="${site.url}search-box.js" async></script><tidings-search suggest></tidings-search></html>`;
    const origin = new URL(site.url).origin;
    const policy = `default-src 'none'; script-src ${origin}; form-action ${origin}; connect-src ${origin}`;
    await otherSite(html, policy, async (other) => {
      // As the server answers with this site in `cors`.
      await page.route(/api\/suggest/, async (route) => {
        const response = await route.fetch();
        await route.fulfill({ response, headers: { ...response.headers(), 'access-control-allow-origin': '*' } });
      });
      await page.goto(other);
      const input = page.getByRole('combobox', { name: '검색' });
      await input.pressSequentially('neimenggu');
      await page.getByRole('option').first().waitFor();
      await page.keyboard.press('ArrowDown');
      await page.keyboard.press('Enter');
      await page.waitForURL(/q=/);
      assert.ok(page.url().startsWith(site.search()), page.url());
      assert.equal(await page.locator('html').getAttribute('lang'), 'ko');
    });
  });
}
