// The search box of a site, for pages of other sites:
//
//     <script src="https://news.example.org/search-box.js" async></script>
//     <tidings-search></tidings-search>
//
// It is a form that leads to the search page of the site that serves this script. Attributes, all
// optional: `lang` (else that of the page around), `label`, `placeholder`, `section`, `tag`,
// `target` (where the search opens), `suggest` (suggestions below the box, if the search's server
// lets other sites read its answers). What stands inside the element is shown without JavaScript.
// Colours and fonts are the surrounding page's; `::part(field)`, `::part(input)`, `::part(button)`
// and `::part(list)` can be styled from there.
'use strict';

(() => {
  /* suggestions */

  const home = new URL('.', document.currentScript.src);
  const WORDS = { /* words */ };
  const STYLE = `
    :host { display: block; max-width: 30rem; font: inherit; }
    [part=field] { position: relative; display: flex; gap: 0.5rem; }
    [part=list] { position: absolute; z-index: 1; inset: calc(100% + 0.25rem) 0 auto; margin: 0; padding: 0.25rem;
      list-style: none; border: 1px solid GrayText; border-radius: 0.5rem; background: Canvas; color: CanvasText; }
    [part=list][hidden] { display: none; }
    li { display: flex; gap: 0.75rem; justify-content: space-between; padding: 0.5rem 0.65rem; border-radius: 0.35rem;
      cursor: pointer; }
    li[aria-selected=true], li:hover { background: Highlight; color: HighlightText; }
    small { flex: none; }
    input, button { box-sizing: border-box; min-height: 2.75rem; margin: 0; padding: 0.5rem 0.9rem;
      border: 1px solid currentColor; border-radius: 0.5rem; background: transparent; color: inherit; font: inherit; }
    input { flex: 1; min-width: 0; }
    button { flex: none; font-weight: 600; cursor: pointer; }
    input:focus-visible, button:focus-visible { outline: 3px solid Highlight; outline-offset: 2px; }`;

  /** The words for a language; English where there are none. */
  function words(lang) {
    const tag = (lang || '').toLowerCase();
    const traditional = /^(zh|yue)\b.*-(hant|tw|hk|mo)\b/.test(tag) && !/-hans\b/.test(tag);
    const key = /^(zh|yue|cmn)\b/.test(tag) ? (traditional ? 'zh-Hant' : 'zh-Hans') : tag.split('-')[0];
    return { key: WORDS[key] ? key : 'en', said: WORDS[key] ?? WORDS.en };
  }

  function element(name, attributes) {
    const made = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    return made;
  }

  class TidingsSearch extends HTMLElement {
    connectedCallback() {
      if (this.shadowRoot) return;
      const { key, said } = words(this.closest('[lang]')?.lang);
      const label = this.getAttribute('label') ?? said[0];
      const form = element('form', { role: 'search', method: 'get', action: new URL('search', home).href });
      if (this.hasAttribute('target')) form.target = this.getAttribute('target');
      for (const name of ['section', 'tag']) {
        if (this.hasAttribute(name)) form.append(element('input', { type: 'hidden', name, value: this.getAttribute(name) }));
      }
      form.append(element('input', { type: 'hidden', name: 'ui', value: key }));
      const field = element('div', { part: 'field' });
      const input = element('input', { type: 'search', name: 'q', part: 'input', enterkeyhint: 'search', 'aria-label': label,
        placeholder: this.getAttribute('placeholder') ?? said[1] });
      const button = element('button', { part: 'button' });
      button.textContent = said[0];
      field.append(input, button);
      form.append(field);
      if (this.hasAttribute('suggest')) {
        const list = element('ul', { id: 'suggestions', role: 'listbox', part: 'list', 'aria-label': said[2] });
        field.append(list);
        input.autocomplete = 'off';
        const choose = (query) => {
          input.value = query;
          form.requestSubmit();
        };
        suggest({ input, list, address: new URL('api/suggest', home), kinds: said[3], choose });
      }
      const root = this.attachShadow({ mode: 'open', delegatesFocus: true });
      // A sheet made here needs no leave of the page's policy, as a style element would.
      const sheet = new CSSStyleSheet();
      sheet.replaceSync(STYLE);
      root.adoptedStyleSheets = [sheet];
      root.append(form);
    }
  }
  if (!customElements.get('tidings-search')) customElements.define('tidings-search', TidingsSearch);
})();
