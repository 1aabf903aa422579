// What a walk asks of a page, from within it: `conftest.py` evaluates these by name.
({
  shape: () => ({
    headings: document.querySelectorAll('h1').length, title: document.title,
    width: document.documentElement.scrollWidth,
  }),

  // What axe finds wrong, and nothing of what it finds right, which on a long page is a megabyte. Only rules that are
  // off would need the stylesheets and sounds loaded once more, which is what `preload` would do.
  faults: async () => {
    const found = await axe.run({resultTypes: ['violations'], preload: false});
    return found.violations.map(fault => [fault.id, fault.nodes.map(node => node.html.slice(0, 120))]);
  },

  focused() {
    const one = document.activeElement;
    if (!one || one === document.body) return null;
    const style = getComputedStyle(one), label = one.labels && one.labels[0];
    const yellow = style.backgroundColor === 'rgb(255, 221, 0)';
    const shown = yellow || style.outlineStyle !== 'none' || style.boxShadow !== 'none';
    const name = one.getAttribute('aria-label') || (label && label.innerText) || one.innerText || one.value || '';
    return {name: name.replace(/\s+/g, ' ').trim(), shown, tag: one.tagName, kind: one.type || ''};
  },

  // Keeps whatever comes to have focus in `window.cameTo`, and null where focus leaves the page.
  follow() {
    document.activeElement.blur();
    window.scrollTo(0, 0);
    if (!window.cameTo) {
      document.addEventListener('focusin', () => window.cameTo.push(this.focused()));
      document.addEventListener('focusout', left => left.relatedTarget || window.cameTo.push(null));
    }
    window.cameTo = [];
  },
})
