/** The part of Pagefind's interface that is used here. */
interface Pagefind {
  options(options: { baseUrl: string }): Promise<void>;
  init(): Promise<void>;
  debouncedSearch(query: string): Promise<{ results: { data(): Promise<Hit> }[] } | null>;
}
interface Hit {
  url: string;
  meta: { title?: string };
  excerpt: string;
  sub_results?: Section[];
}
interface Section {
  url: string;
  title: string;
  excerpt: string;
  locations: number[];
}
interface SearchMessages {
  readonly title: string;
  readonly placeholder: string;
  readonly close: string;
  readonly hint: string;
  readonly found: string;
  readonly none: string;
  readonly failed: string;
}

const MOST_HITS = 8;
let dialog: HTMLDialogElement | null = null;

export function showSearch(): void {
  dialog ??= createDialog();
  if (!dialog.open) dialog.showModal();
  dialog.querySelector('input')?.select();
}

function createDialog(): HTMLDialogElement {
  const source = document.querySelector('script[data-search-messages]')?.textContent ?? '{}';
  const messages = JSON.parse(source) as SearchMessages;
  const made = document.createElement('dialog');
  made.className = 'search';
  made.setAttribute('aria-label', messages.title);

  const form = document.createElement('form');
  form.method = 'dialog';
  const input = document.createElement('input');
  // Not “search”: there Escape would empty the box instead of closing the dialog.
  input.type = 'text';
  input.enterKeyHint = 'search';
  input.placeholder = messages.placeholder;
  input.setAttribute('aria-label', messages.title);
  const close = document.createElement('button');
  close.textContent = messages.close;
  form.append(input, close);
  const status = document.createElement('p');
  status.className = 'search-status';
  status.setAttribute('role', 'status');
  status.textContent = messages.hint;
  const list = document.createElement('ol');
  list.className = 'search-hits';
  made.append(form, status, list);
  document.body.append(made);

  // Enter must not close the dialog as a form would: it opens the first hit. Down goes to it.
  input.addEventListener('keydown', (event) => {
    // Those that choose characters of Chinese are the input method's.
    if (event.isComposing) return;
    if (event.key !== 'Enter' && event.key !== 'ArrowDown') return;
    event.preventDefault();
    const first = list.querySelector('a');
    if (event.key === 'Enter') first?.click();
    else first?.focus();
  });
  input.addEventListener('input', async () => {
    const query = input.value.trim();
    if (query === '') {
      list.replaceChildren();
      status.textContent = messages.hint;
      return;
    }
    try {
      const hits = await search(query);
      if (hits === null || input.value.trim() !== query) return;
      list.replaceChildren(...hits.flatMap((hit) => drawHit(hit, query)));
      const words = hits.length === 0 ? messages.none : messages.found;
      status.textContent = words.replace('{query}', query).replace('{count}', String(hits.length));
    } catch (error) {
      console.warn('search:', error);
      if (input.value.trim() !== query) return;
      list.replaceChildren();
      status.textContent = messages.failed;
    }
  });
  made.addEventListener('click', ({ target }) => {
    // What was found may stand on this very page.
    if (target === made || (target as Element).closest('a')) made.close();
  });
  return made;
}

let engine: Promise<Pagefind> | null = null;

/** Null when a later keystroke has overtaken this query. */
async function search(query: string): Promise<Hit[] | null> {
  engine ??= loadEngine();
  engine.catch(() => {
    engine = null;
  });
  const found = await (await engine).debouncedSearch(query);
  if (found === null) return null;
  const hits = await Promise.all(found.results.slice(0, MOST_HITS).map((result) => result.data()));
  return query.length === 1 ? hits : hits.filter(({ excerpt }) => !marksLettersOnly(excerpt));
}

/**
 * For a word that it does not know Pagefind takes ever shorter beginnings of it, down to the single letters that formulas
 * are full of.
 */
function marksLettersOnly(excerpt: string): boolean {
  const marked = [...excerpt.matchAll(/<mark>(.*?)<\/mark>/g)].map(([, text = '']) => text);
  return (
    marked.length > 0 &&
    marked.every((text) => (text.match(/[a-z]+/gi) ?? ['..']).every((word) => word.length === 1))
  );
}

async function loadEngine(): Promise<Pagefind> {
  const root = new URL(document.documentElement.dataset['root'] ?? './', location.href);
  const pagefind = (await import(/* @vite-ignore */ new URL('pagefind/pagefind.js', root).href)) as Pagefind;
  await pagefind.options({ baseUrl: root.pathname });
  await pagefind.init();
  return pagefind;
}

const MOST_SECTIONS = 3;

/** Pagefind gives a page's sections in the order of the page; here those that hold the query as typed come first. */
function bestSections(sections: readonly Section[], query: string): Section[] {
  const score = (section: Section): number => {
    const text = markedText(section.excerpt)
      .map((node) => node.textContent)
      .join('');
    const exact = (section.title + text).toLowerCase().includes(query.toLowerCase());
    return (exact ? 1000 : 0) + section.locations.length;
  };
  return [...sections].sort((one, other) => score(other) - score(one)).slice(0, MOST_SECTIONS);
}

function drawHit(hit: Hit, query: string): HTMLLIElement[] {
  const page = hit.meta.title ?? hit.url;
  const sections = bestSections(hit.sub_results ?? [], query);
  const rows = sections.length > 0 ? sections : [{ url: hit.url, title: page, excerpt: hit.excerpt }];
  return rows.map((row) => {
    const item = document.createElement('li');
    const link = document.createElement('a');
    link.href = row.url;
    const title = document.createElement('b');
    title.textContent = row.title === page ? page : `${page} › ${row.title}`;
    const excerpt = document.createElement('span');
    excerpt.append(...markedText(row.excerpt));
    link.append(title, excerpt);
    item.append(link);
    return item;
  });
}

/** An excerpt comes as HTML that holds text and `<mark>` alone; it is rebuilt, so that nothing else can come with it. */
function markedText(html: string): Node[] {
  const parsed = new DOMParser().parseFromString(html, 'text/html').body;
  return [...parsed.childNodes].map((node) => {
    if (node.nodeName !== 'MARK') return document.createTextNode(node.textContent ?? '');
    const mark = document.createElement('mark');
    mark.textContent = node.textContent;
    return mark;
  });
}
