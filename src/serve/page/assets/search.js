// Searches while one types. The page works without this: every search is an address, every way on
// is a link. This fetches the same addresses sooner, takes `main` out of what comes back and keeps
// the address bar, the history and the feeds in the head in line with it.
'use strict';

(() => {
  /* suggestions */

  const form = document.getElementById('search');
  const box = document.getElementById('q');
  const status = document.getElementById('status');
  // What an answer replaces; everything else of the page stays.
  const REPLACED = ['answer', 'carried', 'languages'];
  // Milliseconds without a key after which what stands in the box is searched.
  const PAUSE = 180;

  let request = null; // under way
  let timer = 0; // of the pause
  let composing = false; // an input method is at work; what is in the box is not yet what is meant
  let typing = false; // the newest entry of the history was made by typing and may be replaced
  let shown = box.value; // the query whose answer is shown or under way
  let address = bare(location.href); // and the page's

  /** An address without the place in the page. */
  function bare(url) {
    return String(url).split('#')[0];
  }

  /** The address of what stands in the form. */
  function typed() {
    const url = new URL(form.action);
    for (const [name, value] of new FormData(form)) {
      if (value) url.searchParams.append(name, value);
    }
    return url;
  }

  /**
   * Shows the answer at `url`. `entry` says what becomes of the history: 'push', 'replace' or
   * null; `focus` moves on to the answer, for who followed a link.
   */
  function show(url, { entry = null, focus = false } = {}) {
    clearTimeout(timer);
    request?.abort();
    const current = new XMLHttpRequest();
    request = current;
    address = bare(url);
    document.getElementById('answer').setAttribute('aria-busy', 'true');
    // Only a slow answer is worth a word.
    const patience = setTimeout(() => say(status.dataset.searching), 600);
    const failed = () => {
      clearTimeout(patience);
      document.getElementById('answer').removeAttribute('aria-busy');
      shown = null; // so that it can be asked for again
      say(status.dataset.unreachable);
    };
    current.open('GET', url);
    // The browser reads the document itself, and runs nothing in it.
    current.responseType = 'document';
    current.onabort = () => clearTimeout(patience);
    current.onerror = failed;
    current.onload = () => {
      const page = current.response;
      if (!page?.getElementById('answer')) return failed();
      clearTimeout(patience);
      request = null;
      if (entry === 'push') history.pushState(null, '', url);
      if (entry === 'replace') history.replaceState(null, '', url);
      take(page, entry === null || focus);
      if (focus) {
        scrollTo(0, 0);
        document.getElementById('answer').focus({ preventScroll: true });
      }
    };
    current.send();
  }

  /** Puts the parts of another page into this one. */
  function take(page, withQuery) {
    for (const id of REPLACED) {
      const fresh = page.getElementById(id);
      const old = document.getElementById(id);
      if (fresh && old) old.replaceWith(document.adoptNode(fresh));
    }
    document.title = page.title;
    for (const old of document.querySelectorAll('link[rel=alternate]')) old.remove();
    for (const fresh of page.querySelectorAll('link[rel=alternate]')) document.head.append(document.adoptNode(fresh));
    const query = page.getElementById('q')?.value ?? '';
    if (withQuery) box.value = query;
    shown = withQuery ? query : shown;
    say(document.getElementById('count')?.textContent ?? document.title);
  }

  function say(words) {
    status.textContent = words;
    // What is only heard where all goes well must be seen where it doesn't.
    status.classList.toggle('unseen', words !== status.dataset.unreachable);
  }

  function search() {
    clearTimeout(timer);
    if (box.value === shown) return;
    shown = box.value;
    // One way back leads to before the typing, not through each letter of it.
    show(typed(), { entry: typing ? 'replace' : 'push' });
    typing = true;
  }

  function soon() {
    clearTimeout(timer);
    timer = setTimeout(search, PAUSE);
  }

  box.addEventListener('compositionstart', () => {
    composing = true;
    clearTimeout(timer);
  });
  box.addEventListener('compositionend', () => {
    composing = false;
    soon();
  });
  box.addEventListener('input', (event) => {
    if (!composing && !event.isComposing) soon();
  });
  const suggestions = document.getElementById('suggestions');
  const closeSuggestions = suggest({
    input: box,
    list: suggestions,
    address: new URL('api/suggest', form.action),
    kinds: suggestions.dataset,
    choose: (query) => {
      box.value = query;
      search();
      typing = false;
    },
  });
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    closeSuggestions();
    if (composing) return;
    clearTimeout(timer);
    if (box.value !== shown) search();
    typing = false;
  });

  /** Whether the click only follows the link, here. */
  const follows = (event) =>
    event.button === 0 && !event.defaultPrevented && !event.metaKey && !event.ctrlKey && !event.shiftKey && !event.altKey;

  document.addEventListener('click', (event) => {
    const link = event.target.closest?.('main a[href]');
    if (!link || !follows(event) || new URL(link.href).pathname !== new URL(form.action).pathname) return;
    if (link.getAttribute('href').startsWith('#')) return;
    event.preventDefault();
    typing = false;
    show(link.href, { entry: 'push', focus: true });
  });
  addEventListener('popstate', () => {
    // A link to a place in the page leads through here, too.
    if (bare(location.href) === address) return;
    typing = false;
    show(location.href);
  });

  /** Moves between the box and the titles; -1 is the box. */
  function move(step) {
    const titles = [...document.querySelectorAll('a.title')];
    const at = titles.indexOf(document.activeElement) + step;
    const target = at < 0 ? box : titles[Math.min(at, titles.length - 1)];
    target?.focus();
  }

  document.addEventListener('keydown', (event) => {
    // The suggestions, where there are any, have the keys first.
    if (event.defaultPrevented) return;
    if (event.isComposing || composing || event.ctrlKey || event.metaKey || event.altKey) return;
    const target = event.target;
    const inBox = target === box;
    const writes = inBox || target.isContentEditable || /^(INPUT|SELECT|TEXTAREA)$/.test(target.tagName);
    if (event.key === '/' && !writes) {
      box.focus();
      box.select();
    } else if (event.key === 'ArrowDown' && (inBox || target.matches('a.title'))) {
      move(1);
    } else if (event.key === 'ArrowUp' && target.matches('a.title')) {
      move(-1);
    } else if (event.key === 'Escape' && inBox && box.value) {
      box.value = '';
      search();
    } else if (event.key === 'Escape' && !writes) {
      box.focus();
    } else {
      return;
    }
    event.preventDefault();
  });

  document.getElementById('keys').hidden = false;
})();
