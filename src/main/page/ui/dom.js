// The elements of the page, and which of its views is shown.

export function byId(id) {
  return document.getElementById(id);
}

/** Shows one view, tells its heading to screen readers, and returns it. */
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

/** Text from the other side goes into the page in this way only. */
export function setText(element, text) {
  element.textContent = text;
}

export function onClick(target, action) {
  (typeof target === "string" ? byId(target) : target).addEventListener("click", action);
}

/** How many names are shown at most. */
export const MOST_NAMES = 200;

/** Fills a list with some names, and says how many more there are. */
export function fillNames(list, names, count = names.length) {
  const items = [...names];
  if (count > names.length) items.push(`and ${count - names.length} more`);
  list.replaceChildren(...items.map((name) => {
    const item = document.createElement("li");
    setText(item, name);
    return item;
  }));
}
