// Searching as one types: pauses, input methods, cancelling, the history, and without a script.

import { answered, assert, box, query, titles, watch } from './expect.mjs';

export async function tests({ test, site }) {
  await test('a search as one types needs no key but those of the query', async (page) => {
    await page.goto(site.search());
    const seen = watch(page);
    await page.keyboard.press('/');
    await page.keyboard.type('风机叶片');
    await answered(page, '风机叶片');
    assert.equal(query(page), '风机叶片');
    assert.match(await page.title(), /风机叶片/);
    assert.ok((await titles(page).count()) > 0);
    assert.ok(seen.asked.length < 4, `a pause is waited for, not each key: ${seen.asked}`);
    assert.ok(await box(page).evaluate((input) => input === document.activeElement), 'the box keeps the focus');
  });

  await test('nothing is searched while an input method composes', async (page, context) => {
    await page.clock.install();
    await page.goto(site.search());
    const seen = watch(page);
    await box(page).focus();
    const events = await page.evaluateHandle(() => {
      const events = [];
      for (const name of ['compositionstart', 'compositionupdate', 'compositionend']) {
        document.addEventListener(name, () => events.push(name));
      }
      return events;
    });
    // The browser's own input method interface: what is typed as pinyin stands underlined in the box.
    const devtools = await context.newCDPSession(page);
    for (const text of ['n', 'ne', 'nei', 'nei m', 'nei meng', 'nei meng gu']) {
      await devtools.send('Input.imeSetComposition', { text, selectionStart: text.length, selectionEnd: text.length });
      await page.clock.runFor(2_000);
    }
    assert.equal(await box(page).inputValue(), 'nei meng gu');
    assert.deepEqual(seen.asked, [], 'not while composing, however long it takes');
    await devtools.send('Input.insertText', { text: '内蒙古' });
    assert.equal(await box(page).inputValue(), '内蒙古');
    await page.clock.runFor(2_000);
    await answered(page, '内蒙古');
    assert.deepEqual(seen.asked, ['内蒙古'], 'once, when it is meant');
    const heard = await events.jsonValue();
    assert.equal(heard[0], 'compositionstart');
    assert.equal(heard.at(-1), 'compositionend');
    assert.equal(await page.locator('mark').first().textContent(), '内蒙古');
  });

  await test('an answer that is late is not waited for, and never shown', async (page) => {
    await page.goto(site.search());
    const seen = watch(page);
    let release;
    const held = new Promise((done) => (release = done));
    await page.route(/search\?q=%E6%B0%A2$/, async (route) => {
      await held;
      await route.continue().catch(() => {});
    });
    await box(page).fill('氢');
    await page.waitForRequest(/search\?q=%E6%B0%A2$/);
    await box(page).fill('氢能');
    await answered(page, '氢能');
    release();
    assert.deepEqual(seen.asked, ['氢', '氢能']);
    assert.deepEqual(seen.cancelled, ['氢']);
    assert.equal(query(page), '氢能');
  });

  await test('one way back leads to before the typing', async (page) => {
    await page.goto(site.search({ q: '月亮' }));
    const before = await page.evaluate(() => history.length);
    for (const text of ['银', '银河', '银河系']) {
      await box(page).fill(text);
      await answered(page, `“${text}”`);
    }
    assert.equal(await page.evaluate(() => history.length), before + 1);
    await page.goBack();
    await answered(page, '月亮');
    assert.equal(await box(page).inputValue(), '月亮');
    await page.goForward();
    await answered(page, '银河系');
    assert.equal(await box(page).inputValue(), '银河系');
  });

  await test('the address of what is shown shows the same to another', async (page, context) => {
    await page.goto(site.search());
    await box(page).fill('内蒙古 科技');
    await answered(page, '内蒙古 科技');
    await page.getByRole('navigation', { name: '排序' }).getByText('最新').click();
    await page.waitForURL(/sort=newest/);
    await page.waitForSelector('main:not([aria-busy])');
    const other = await context.newPage();
    await other.goto(page.url());
    assert.deepEqual(await other.locator('main').innerText(), await page.locator('main').innerText());
    assert.deepEqual(await other.locator('head link[rel=alternate]').evaluateAll((links) => links.map((l) => l.href)),
      await page.locator('head link[rel=alternate]').evaluateAll((links) => links.map((l) => l.href)));
  });

  await test('enter searches at once, and what is searched already not again', async (page) => {
    await page.clock.install();
    await page.goto(site.search());
    const seen = watch(page);
    await box(page).focus();
    await page.keyboard.insertText('氢能');
    await page.keyboard.press('Enter');
    await answered(page, '氢能');
    await page.keyboard.press('Enter');
    await page.clock.runFor(2_000);
    assert.deepEqual(seen.asked, ['氢能']);
  });

  await test('a search that gets no answer says so, and the next one works',
    { errors: ['net::ERR_FAILED'] }, async (page) => {
    await page.goto(site.search());
    await page.route(/\/search\?/, (route) => route.abort());
    await box(page).fill('氢能');
    await page.getByRole('status').filter({ hasText: '暂时没有回应' }).waitFor();
    assert.ok((await page.getByRole('status').boundingBox()).height > 20, 'for eyes as well');
    await page.unroute(/\/search\?/);
    await box(page).fill('氢能 ');
    await answered(page, '氢能');
  });

  await test('without a script everything works by form and links', { javaScriptEnabled: false }, async (page) => {
    await page.goto(site.search());
    assert.equal(await page.locator('h1').textContent(), '最新文章');
    await box(page).fill('内蒙古');
    await box(page).press('Enter');
    await page.waitForURL(/q=/);
    assert.equal(query(page), '内蒙古');
    assert.ok((await titles(page).count()) > 3);
    const all = await titles(page).count();
    await page.getByRole('region', { name: '缩小范围' }).getByRole('link', { name: /校地合作/ }).click();
    assert.match(page.url(), /tag=/);
    assert.ok((await titles(page).count()) < all);
    // A new query keeps what the search is narrowed to.
    await box(page).fill('交通大学');
    await page.getByRole('button', { name: '搜索' }).click();
    assert.equal(new URL(page.url()).searchParams.get('tag'), '校地合作');
    await page.getByRole('link', { name: '去掉“校地合作”' }).click();
    assert.equal(new URL(page.url()).searchParams.get('tag'), null);
    await page.getByRole('link', { name: 'English' }).click();
    assert.equal(await page.locator('html').getAttribute('lang'), 'en');
    assert.ok(!(await page.getByText('to the search box').isVisible()), 'no keys are promised');
  });
}
