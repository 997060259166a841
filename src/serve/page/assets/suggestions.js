// What may become of what is typed: a list below a search box, a combobox of the ARIA practices (list
// autocomplete, manual selection). The search page and the box for other sites share it. Nothing is
// suggested while an input method composes, and nothing that is in the list runs.

/**
 * Gives `input` suggestions in `list`, an empty `ul`. `address` is the API's; `kinds` says to people what
 * kind of suggestion one is; `choose` is told the query of the one that is chosen.
 */
function suggest({ input, list, address, kinds, choose }) {
  // Milliseconds without a key after which suggestions are asked for, and how many of them.
  const PAUSE = 120;
  const MOST = 6;

  let request = null; // under way
  let timer = 0; // of the pause
  let composing = false;
  let active = -1; // the option that the arrows have led to; -1 is the box itself

  const options = () => [...list.children];

  /** Closes the list, and wants none of what was asked for. */
  function close() {
    clearTimeout(timer);
    request?.abort();
    request = null;
    activate(-1);
    list.hidden = true;
    input.setAttribute('aria-expanded', 'false');
  }

  function activate(at) {
    active = at;
    options().forEach((option, n) => option.setAttribute('aria-selected', String(n === at)));
    const option = options()[at];
    if (option) {
      input.setAttribute('aria-activedescendant', option.id);
      option.scrollIntoView({ block: 'nearest' });
    } else {
      input.removeAttribute('aria-activedescendant');
    }
  }

  function ask() {
    clearTimeout(timer);
    request?.abort();
    const typed = input.value;
    if (!typed.trim()) return close();
    const current = new AbortController();
    request = current;
    const url = new URL(address);
    url.search = new URLSearchParams({ q: typed, limit: MOST });
    fetch(url, { signal: current.signal })
      .then((answer) => (answer.ok ? answer.json() : { suggestions: [] }))
      .then(({ suggestions }) => {
        if (request === current) show(suggestions.filter(({ query }) => query !== typed));
      })
      // Whoever is not suggested anything can still search.
      .catch(() => request === current && close());
  }

  function show(suggestions) {
    if (suggestions.length === 0) return close();
    list.replaceChildren(...suggestions.map(option));
    activate(-1);
    list.hidden = false;
    input.setAttribute('aria-expanded', 'true');
  }

  function option({ text, kind, query, articles }, n) {
    const item = document.createElement('li');
    item.id = `${list.id}-${n}`;
    item.role = 'option';
    item.dataset.query = query;
    const words = document.createElement('span');
    words.textContent = text;
    words.dir = 'auto';
    const about = document.createElement('small');
    // A title stands for one article, and a word for no property.
    const count = kind === 'title' ? '' : articles.toLocaleString('en');
    about.textContent = [kinds[kind], count].filter(Boolean).join(' ');
    item.append(words, ' ', about);
    return item;
  }

  function take(item) {
    const { query } = item.dataset;
    close();
    choose(query);
  }

  input.addEventListener('compositionstart', () => {
    composing = true;
    close();
  });
  input.addEventListener('compositionend', () => {
    composing = false;
    timer = setTimeout(ask, PAUSE);
  });
  input.addEventListener('input', (event) => {
    clearTimeout(timer);
    if (!composing && !event.isComposing) timer = setTimeout(ask, PAUSE);
  });
  input.addEventListener('blur', close);
  input.addEventListener('keydown', (event) => {
    if (event.isComposing || composing || event.ctrlKey || event.metaKey) return;
    const isOpen = !list.hidden;
    const count = options().length + 1;
    if (event.key === 'ArrowDown' && event.altKey) ask();
    else if (event.key === 'ArrowDown' && isOpen) activate(((active + 2) % count) - 1);
    else if (event.key === 'ArrowUp' && isOpen && event.altKey) close();
    else if (event.key === 'ArrowUp' && isOpen) activate(((active + count) % count) - 1);
    else if (event.key === 'Enter' && isOpen && active >= 0) take(options()[active]);
    else if (event.key === 'Escape' && isOpen) close();
    else {
      if (event.key === 'Enter') close();
      return;
    }
    event.preventDefault();
  });
  // The box keeps the focus while a pointer chooses.
  list.addEventListener('mousedown', (event) => event.preventDefault());
  list.addEventListener('click', (event) => {
    const item = event.target.closest('li');
    if (item) take(item);
  });

  input.setAttribute('role', 'combobox');
  input.setAttribute('aria-autocomplete', 'list');
  input.setAttribute('aria-haspopup', 'listbox');
  input.setAttribute('aria-controls', list.id);
  close();
  return close;
}
