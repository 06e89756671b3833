/**
 * Fetches a deck's page and puts its slides, and other parts of it, into this window: no window is opened or reloaded,
 * so a full screen stays one, and whatever trains goes on elsewhere.
 *
 * @param url  of the page of the same kind: another lesson's or another language's
 * @param parts selectors of elements that stand in both pages
 * @throws Error where the page is not to be had or lacks a part; nothing has changed then
 */
export async function loadDeck(url: URL, parts: readonly string[]): Promise<void> {
  const answer = await fetch(url);
  if (!answer.ok) throw new Error(`${url.pathname}: ${answer.status}`);
  const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
  const pairs = parts.map((selector) => {
    const [own, other] = [document.querySelector(selector), page.querySelector(selector)];
    if (!own || !other) throw new Error(`${url.pathname} has no ${selector}`);
    return { own, other: document.importNode(other, true) };
  });
  for (const { own, other } of pairs) {
    for (const { name } of [...own.attributes]) if (name.startsWith('data-')) own.removeAttribute(name);
    for (const { name, value } of [...other.attributes])
      if (name.startsWith('data-')) own.setAttribute(name, value);
    own.replaceChildren(...other.childNodes);
  }
  const { lang, dataset } = page.documentElement;
  document.documentElement.lang = lang;
  document.documentElement.dataset['language'] = dataset['language'];
  document.title = page.title;
}
