// Ways on from an answer: marks, counts, narrowing, orders, pages, subscribing, other languages,
// other sites.

import { answered, assert, box, query, titles } from './expect.mjs';

export async function tests({ test, site, otherSite, behindProxy }) {
  await test('a result shows what matches, where it stands and when', async (page) => {
    await page.goto(site.search({ q: '内蒙古' }));
    const marks = await page.locator('mark').allTextContents();
    assert.ok(marks.length > 5 && marks.every((mark) => mark === '内蒙古'), marks.join());
    const first = page.locator('article').first();
    assert.match(await first.locator('time').textContent(), /^\d{4}年\d{1,2}月\d{1,2}日$/);
    assert.match(await first.locator('time').getAttribute('datetime'), /^\d{4}-\d\d-\d\dT/);
    assert.ok(await first.locator('.facts li').first().textContent());
    assert.match(await first.locator('a.title').getAttribute('href'), /^https:\/\/news\.example\.org\//);
  });

  await test('full and partial matches are told apart and counted', async (page) => {
    await page.goto(site.search({ q: '内蒙古 科技' }));
    const [, full, partial] = (await page.locator('#count').textContent()).match(/(\d+) 篇.*?(\d+) 篇/);
    const region = (name) => page.getByRole('region', { name }).locator('article');
    assert.equal(await region('含有全部内容').count(), Number(full));
    assert.ok((await region('部分匹配').count()) > 0 && Number(partial) > 0);
  });

  await test('each result is in its own language, with its fonts and breaks', async (page) => {
    await page.goto(site.search({ q: '桜 OR 김치 OR 颱風 OR 风机叶片 OR horses', limit: 20 }));
    const seen = await page.locator('article').evaluateAll((articles) =>
      Object.fromEntries(articles.map((article) => {
        const style = getComputedStyle(article.querySelector('h3'));
        return [article.lang, { fonts: style.fontFamily, word: style.wordBreak, line: style.lineBreak }];
      })));
    assert.match(seen['zh-Hans'].fonts, /CJK SC/);
    assert.match(seen['zh-Hant'].fonts, /CJK TC/);
    assert.match(seen.ja.fonts, /CJK JP/);
    assert.equal(seen.ja.line, 'strict');
    assert.match(seen.ko.fonts, /CJK KR/);
    assert.equal(seen.ko.word, 'keep-all');
    assert.equal(seen.en.word, 'normal');
  });

  await test('a value narrows the search, and back widens it', async (page) => {
    await page.goto(site.search({ q: '内蒙古' }));
    const all = await titles(page).count();
    const choice = page.getByRole('region', { name: '缩小范围' }).getByRole('link', { name: /校地合作/ });
    const number = Number(await choice.locator('.number').textContent());
    await choice.click();
    await page.waitForURL(/tag=/);
    const chosen = page.getByRole('navigation', { name: '已选范围' });
    await chosen.waitFor();
    assert.equal(await titles(page).count(), number, 'as many as it said');
    assert.ok(await page.evaluate(() => document.activeElement.matches('main')), 'the focus is at the answer');
    await page.goBack();
    await page.waitForFunction((count) => document.querySelectorAll('a.title').length === count, all);
    assert.equal(await chosen.count(), 0);
    await page.goForward();
    await chosen.getByRole('link').click();
    await page.waitForFunction((count) => document.querySelectorAll('a.title').length === count, all);
    assert.equal(query(page), '内蒙古');
  });

  await test('months narrow as well, and typing keeps what was chosen', async (page) => {
    await page.goto(site.search({ q: '内蒙古' }));
    await page.getByRole('link', { name: /^2023年7月/ }).click();
    await page.waitForURL(/from=2023-07&to=2023-07/);
    await box(page).fill('研究院');
    await answered(page, '研究院');
    assert.match(page.url(), /from=2023-07&to=2023-07/);
    for (const date of await page.locator('article time').allTextContents()) assert.match(date, /^2023年7月/);
  });

  await test('the order can be chosen', async (page) => {
    await page.goto(site.search({ q: '风' }));
    const dates = () => page.locator('article time').evaluateAll((times) => times.map((time) => Date.parse(time.dateTime)));
    const sorted = (list, sign) => [...list].sort((a, b) => sign * (a - b));
    for (const [name, sort, sign] of [['最新', 'newest', -1], ['最早', 'oldest', 1]]) {
      await page.getByRole('navigation', { name: '排序' }).getByRole('link', { name }).click();
      await page.waitForURL(new RegExp(`sort=${sort}`));
      await page.locator('.order [aria-current]', { hasText: name }).waitFor();
      assert.deepEqual(await dates(), sorted(await dates(), sign));
    }
  });

  await test('pages lead through everything, each article once', async (page) => {
    await page.goto(site.search());
    const total = Number((await page.locator('#count').textContent()).match(/\d+/)[0]);
    const seen = [];
    for (;;) {
      seen.push(...(await titles(page).evaluateAll((links) => links.map((link) => link.href))));
      const next = page.getByRole('link', { name: '下一页' });
      if ((await next.count()) === 0) break;
      const at = await page.locator('ol.hits').first().getAttribute('start');
      await next.click();
      await page.waitForFunction((start) => document.querySelector('ol.hits').getAttribute('start') !== start, at);
      assert.equal(await page.evaluate(() => scrollY), 0, 'begun at its top');
    }
    assert.equal(new Set(seen).size, seen.length);
    assert.equal(seen.length, total);
  });

  await test('the search can be subscribed to in three formats', async (page) => {
    await page.goto(site.search());
    await box(page).fill('风机叶片');
    await answered(page, '风机叶片');
    const subscribe = page.getByRole('region', { name: '订阅这个搜索' });
    const types = { RSS: 'application/rss+xml', Atom: 'application/atom+xml', 'JSON Feed': 'application/feed+json' };
    for (const [name, type] of Object.entries(types)) {
      const link = subscribe.getByRole('link', { name, exact: true });
      const address = await link.evaluate((a) => a.href);
      const answer = await page.request.get(address);
      assert.equal(answer.status(), 200);
      assert.ok(answer.headers()['content-type'].startsWith(type), answer.headers()['content-type']);
      assert.match(await answer.text(), /风机叶片/);
      const alternate = page.locator(`head link[rel=alternate][type="${type}"]`);
      assert.equal(await alternate.evaluate((a) => a.href), address, 'what is typed is what a reader discovers');
    }
  });

  await test('nothing found says what to try', async (page) => {
    await page.goto(site.search({ q: '犰狳', tag: '风电' }));
    assert.equal(await page.locator('article').count(), 0);
    await page.getByRole('heading', { name: '没有符合条件的文章' }).waitFor();
    await page.getByRole('link', { name: '去掉已选的范围' }).click();
    await page.getByRole('heading', { name: '没有找到含有“犰狳”的文章' }).waitFor();
    await page.getByRole('link', { name: '看看最新文章' }).click();
    await answered(page, '最新文章');
    assert.equal(await box(page).inputValue(), '');
    assert.ok((await titles(page).count()) > 0);
  });

  await test('what was perhaps meant is one click away', async (page) => {
    await page.goto(site.search({ q: '内蒙骨' }));
    const meant = page.locator('.meant');
    await meant.getByText('您要找的是不是').waitFor();
    await meant.getByRole('link', { name: '内蒙古' }).click();
    await answered(page, '“内蒙古”');
    assert.equal(await box(page).inputValue(), '内蒙古');
    assert.ok((await titles(page).count()) > 3);
  });

  await test('what was guessed in the query is told in the language of the page', { locale: 'ja' }, async (page) => {
    await page.goto(site.search({ q: 'date:soon (桜' }));
    await page.getByText('「date:soon」は日付ではないため').waitFor();
    await page.getByText('対になっていない括弧は無視しました').waitFor();
  });

  const languages = [
    ['zh-CN', 'zh-Hans', '最新文章'], ['zh-TW', 'zh-Hant', '最新文章'], ['ja-JP', 'ja', '新着記事'],
    ['ko-KR', 'ko', '새 글'], ['en-GB', 'en', 'Newest articles'], ['fr-FR', 'zh-Hans', '最新文章'],
  ];
  for (const [locale, lang, heading] of languages) {
    await test(`a browser that asks for ${locale} gets ${lang}`, { locale }, async (page) => {
      await page.goto(site.search());
      assert.equal(await page.locator('html').getAttribute('lang'), lang);
      assert.equal(await page.locator('h1').textContent(), heading);
    });
  }

  await test('a chosen language stays while one searches', async (page) => {
    await page.goto(site.search());
    await page.getByRole('navigation', { name: '界面语言' }).getByRole('link', { name: '日本語' }).click();
    await page.waitForURL(/ui=ja/);
    await box(page).fill('桜');
    await answered(page, '「桜」の検索結果');
    assert.match(page.url(), /ui=ja/);
    assert.match(await page.locator('time').first().textContent(), /^\d{4}年\d{1,2}月\d{1,2}日$/);
  });

  await test('a parameter that cannot be understood gets a page that says so',
    { errors: ['400'] }, async (page) => {
    const answer = await page.goto(site.search({ q: '氢', from: 'soon' }));
    assert.equal(answer.status(), 400);
    await page.getByRole('heading', { name: '这个搜索无法完成' }).waitFor();
    await page.getByText('`from` must be a date').waitFor();
    await page.getByRole('link', { name: '重新搜索' }).click();
    await answered(page, '最新文章');
  });

  await test('the box on another site leads here', async (page) => {
    const html = `<!DOCTYPE html><html lang="zh-Hant-TW"><meta charset="utf-8"><title>other</title>
      <script src="${site.url}search-box.js" async></script>
      <tidings-search section="自然筆記"><a href="${site.search()}">搜尋</a></tidings-search></html>`;
    const origin = new URL(site.url).origin;
    await otherSite(html, `default-src 'none'; script-src ${origin}; form-action ${origin}`, async (other) => {
      await page.goto(other);
      const input = page.getByRole('searchbox', { name: '搜尋' });
      await input.fill('颱風');
      await page.getByRole('button', { name: '搜尋' }).click();
      await page.waitForURL(/q=/);
      assert.ok(page.url().startsWith(site.search()), page.url());
      assert.equal(await page.locator('html').getAttribute('lang'), 'zh-Hant');
      assert.ok((await titles(page).count()) > 0);
      for (const section of await page.locator('.facts li:first-child').allTextContents()) assert.equal(section, '自然筆記');
    });
  });

  await test('below a path of a proxy every way leads on', async (page) => {
    await behindProxy(site, async (below) => {
      await page.goto(`${below}search`);
      await box(page).fill('内蒙古');
      await answered(page, '内蒙古');
      await page.getByRole('region', { name: '缩小范围' }).getByRole('link', { name: /校地合作/ }).click();
      await page.waitForURL(/tag=/);
      assert.ok(page.url().startsWith(below), page.url());
      const feed = await page.locator('head link[rel=alternate]').first().evaluate((link) => link.href);
      assert.ok(feed.startsWith(`${below}search.rss?`), feed);
      assert.notEqual(await page.locator('.field').evaluate((field) => getComputedStyle(field).display), 'block');
    });
  });
}
