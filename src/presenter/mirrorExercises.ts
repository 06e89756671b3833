import type { Draft, LiveExercise } from '../exercises/draft';
import { wake } from '../exercises/wake';
import type { Mirrored } from './mirrorFigures';

const isAlive = (host: HTMLElement): host is LiveExercise => 'draft' in host;

/**
 * Every exercise in `root` has what it has in the other windows: variant, answer, verdict, hints and solution.
 *
 * @param listens whether this window only follows, and says itself which hints and solutions are open
 */
export function mirrorExercises({ root, room, isHeld }: Mirrored, listens = false): () => void {
  /** What is known to stand in both windows, so that nothing is sent back. */
  const known = new WeakMap<HTMLElement, string>();
  /** The last draft that came while another was being taken up. */
  const waiting = new Map<HTMLElement, Draft | null>();
  const keyOf = (host: HTMLElement): string => `exercise:${host.dataset['exercise']}`;

  const tell = (host: HTMLElement): void => {
    if (listens || !isAlive(host) || waiting.has(host)) return;
    const draft = host.draft();
    const text = JSON.stringify(draft);
    if (known.get(host) === text) return;
    known.set(host, text);
    room.set(keyOf(host), draft);
  };
  const take = async (host: HTMLElement, draft: Draft): Promise<void> => {
    if (waiting.has(host)) {
      waiting.set(host, draft);
      return;
    }
    waiting.set(host, null);
    try {
      await wake(host);
      if (isAlive(host)) await host.take(listens ? { ...draft, open: [] } : draft);
    } catch (error) {
      console.warn('exercise:', error);
    }
    const later = waiting.get(host);
    waiting.delete(host);
    if (later) await take(host, later);
    else if (isAlive(host)) known.set(host, JSON.stringify(host.draft()));
  };
  const exercises = () => [...root.querySelectorAll<HTMLElement>('[data-exercise]')];
  const update = (host: HTMLElement): void => {
    const draft = room.get(keyOf(host)) as Draft | undefined;
    if (draft) void take(host, draft);
  };

  // Some things are told by no event of their own: an item that was moved, a verdict that came late.
  const touched = new Set<HTMLElement>();
  const look = (target: EventTarget | null): void => {
    const host = target instanceof Element ? target.closest<HTMLElement>('[data-exercise]') : null;
    if (!host) return;
    if (touched.size === 0)
      queueMicrotask(() => {
        for (const each of touched) tell(each);
        touched.clear();
      });
    touched.add(host);
  };
  for (const type of ['input', 'change', 'click', 'keyup', 'pointerup', 'toggle'])
    root.addEventListener(type, ({ target }) => look(target), { capture: true });
  for (const type of ['input', 'click', 'pointerup'])
    root.addEventListener(type, ({ target }) => requestAnimationFrame(() => look(target)));
  new MutationObserver((changes) => {
    for (const { target } of changes) look(target);
  }).observe(root, {
    subtree: true,
    attributes: true,
    attributeFilter: ['data-is', 'data-seed', 'data-awake'],
  });

  room.follow('exercise:', (key, draft) => {
    if (isHeld()) return;
    const name = key.slice(key.indexOf(':') + 1);
    const host = exercises().find(({ dataset }) => dataset['exercise'] === name);
    if (host) void take(host, draft as Draft);
  });
  return () => {
    for (const host of exercises()) update(host);
  };
}
