import { STATE_EVENT, type StateEventDetail } from '../../widgets/base/widget';

/** `EmbedPlace` with a relative address, and the words of the link that leads there. */
interface Place {
  readonly path: string;
  readonly title: string;
  readonly id: string;
  readonly start: string;
  readonly label: string;
}

/** What a frame tells the page around it whenever its content's height has changed. A contract: docs/embedding.md. */
export interface HeightMessage {
  readonly type: 'low-rank:height';
  /** The figure's name, `zero-stages`. */
  readonly figure: string;
  /** CSS pixels. */
  readonly height: number;
}

const main = document.querySelector<HTMLElement>('[data-embed]');
const figure = main?.querySelector<HTMLElement>('.figure');
if (main && figure) {
  const place = placeAsked(main);
  if (place) stand(main, figure, place);
  tellHeight(main);
}

/** `?from=practice` names the page whose figure this is, and `figure=` its id where that page has two; else it is the first place's. */
function placeAsked(root: HTMLElement): Place | undefined {
  const places = JSON.parse(root.querySelector('[data-embed-places]')?.textContent ?? '[]') as Place[];
  const query = new URLSearchParams(location.search);
  const from = query.get('from');
  const there = places.filter(({ path }) => path.split('/').at(-2) === from);
  return there.find(({ id }) => id === query.get('figure')) ?? there[0] ?? places[0];
}

/** Starts the figure as that place does, so that one query means the same here and there, and leads back to it. Runs before figures mount. */
function stand(root: HTMLElement, host: HTMLElement, place: Place): void {
  host.dataset['written'] = host.dataset['defaults'] ?? '';
  host.dataset['defaults'] = place.start;
  host.id = place.id;
  const link = root.querySelector<HTMLAnchorElement>('[data-embed-link]');
  const source = root.querySelector('[data-embed-place]');
  if (!link || !source) return;
  link.textContent = place.label;
  source.textContent = place.title;
  const lead = (state: string): void => {
    const query = state === '' ? '' : `?figure=${place.id}&${state}`;
    link.href = `${place.path}${query}#${place.id}`;
  };
  lead(stateAsked());
  host.addEventListener(STATE_EVENT, (event) => lead((event as CustomEvent<StateEventDetail>).detail.query));
}

/** The address's query without what is not the figure's state. */
function stateAsked(): string {
  const query = new URLSearchParams(location.search);
  for (const name of ['from', 'figure', 'theme']) query.delete(name);
  return query.toString();
}

function tellHeight(root: HTMLElement): void {
  if (parent === window) return;
  let told = 0;
  const watcher = new ResizeObserver(() => {
    // A figure that fills the screen has left the page: its place is kept.
    if (document.fullscreenElement) return;
    const height = Math.ceil(root.getBoundingClientRect().height);
    if (height === told) return;
    told = height;
    const message: HeightMessage = {
      type: 'low-rank:height',
      figure: root.dataset['embed'] ?? '',
      height,
    };
    // Any page may frame this one, and a height is no secret.
    parent.postMessage(message, '*');
  });
  watcher.observe(root);
}
