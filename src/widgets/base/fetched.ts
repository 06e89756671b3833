import { showMessage } from './message';
import type { WidgetContext } from './widget';

/** Figures that say that something has not come. */
const waiting = new WeakSet<HTMLElement>();

/** Code that a figure fetches when it is first needed; null where it does not come, which the figure then says. */
export async function fetched<Part, State>(
  { host, translate, signal }: WidgetContext<State>,
  load: () => Promise<Part>,
): Promise<Part | null> {
  try {
    const part = await load();
    if (waiting.delete(host)) showMessage(host, '');
    return signal.aborted ? null : part;
  } catch (error) {
    console.warn('figure:', error);
    waiting.add(host);
    showMessage(host, translate('figure.notLoaded'));
    return null;
  }
}

/** Fetches a part at the first `event` of a place, and has it begin; where it does not come, the next one asks again. */
export function fetchAt<Part, State>(
  context: WidgetContext<State>,
  place: HTMLElement | null,
  event: 'click' | 'toggle',
  load: () => Promise<Part>,
  begin: (part: Part) => void,
): void {
  const until = new AbortController();
  let isLoading = false;
  const ask = async (): Promise<void> => {
    if (isLoading) return;
    isLoading = true;
    const part = await fetched(context, load);
    isLoading = false;
    if (part === null) return;
    until.abort();
    begin(part);
  };
  place?.addEventListener(event, () => void ask(), {
    signal: AbortSignal.any([context.signal, until.signal]),
  });
  // What was opened before the figure came alive, or came open with the page, has had its event.
  if (place instanceof HTMLDetailsElement && place.open) void ask();
}
