// Finds elements of the page and switches between its views.

export function byId(id) {
  return document.getElementById(id);
}

/** Shows one view, focuses its heading so that screen readers announce it, and returns it. */
export function showView(name) {
  let shown = null;
  for (const view of document.querySelectorAll("[data-view]")) {
    view.hidden = view.dataset.view !== name;
    if (!view.hidden) shown = view;
  }
  const heading = shown.querySelector("h2");
  heading.focus({ preventScroll: true });
  window.scrollTo(0, 0);
  return shown;
}

export function viewOf(name) {
  return document.querySelector(`[data-view="${name}"]`);
}

/** The only way in which text from the other side enters the page: it is never parsed as HTML. */
export function setText(element, text) {
  element.textContent = text;
}

export function onClick(target, action) {
  (typeof target === "string" ? byId(target) : target).addEventListener("click", action);
}

/** How many names a list shows at most. */
export const MAX_NAMES = 200;

/** Fills a list with names, and a last item with the number of those left out of `count`. */
export function fillNames(list, names, count = names.length) {
  const items = [...names];
  if (count > names.length) items.push(`and ${count - names.length} more`);
  list.replaceChildren(...items.map((name) => {
    const item = document.createElement("li");
    setText(item, name);
    return item;
  }));
}
