// Short news at the edge of the window.

const shownMs = 4000;
const maxShown = 4;

/** Shows `text` for some seconds. */
export function toast(text) {
  const list = document.getElementById('toasts');
  const item = document.createElement('p');
  item.textContent = text;
  list.append(item);
  while (list.children.length > maxShown) list.firstElementChild.remove();
  setTimeout(() => item.classList.add('leaving'), shownMs);
  setTimeout(() => item.remove(), shownMs + 300);
}
