import {
  ALIVE_EVENT,
  ASK_EVENT,
  type LiveFigure,
  SHOWN_EVENT,
  STATE_EVENT,
  type StateEventDetail,
} from '../widgets/base/widget';
import type { Room } from './sync/room';

export interface Mirrored {
  readonly root: HTMLElement;
  readonly room: Room;
  /** The lesson that is on show: figures of two lessons may have one id. */
  readonly lesson: () => string;
  /** Whether what comes from other windows waits. */
  readonly isHeld: () => boolean;
}

const isAlive = (element: Element | null): element is LiveFigure => element !== null && 'take' in element;

/** Before slides are replaced: what a figure of theirs has at work ends with them, and the other windows are told. */
export function leaveFigures(root: HTMLElement): void {
  for (const figure of root.querySelectorAll('.figure')) if (isAlive(figure)) figure.takeAsked?.('leave');
}

/**
 * Every figure in `root` has the state that it has in the other windows. Returns what brings all of them up to date, after
 * slides were loaded or a wall was held.
 */
export function mirrorFigures({ root, room, lesson, isHeld }: Mirrored): () => void {
  const keyOf = (kind: string, id: string): string => `${kind}:${lesson()}/${id}`;
  const update = (figure: LiveFigure): void => {
    const query = room.get(keyOf('figure', figure.id));
    if (typeof query === 'string') figure.take(query);
    const shown = room.get(keyOf('shown', figure.id));
    if (shown !== undefined) figure.takeShown?.(shown);
  };
  let asked = 0;
  const figures = (): readonly LiveFigure[] => [...root.querySelectorAll('.figure')].filter(isAlive);

  root.addEventListener(STATE_EVENT, (event) => {
    const { figure, query, taken } = (event as CustomEvent<StateEventDetail>).detail;
    if (!taken) room.set(keyOf('figure', figure), query);
  });
  root.addEventListener(SHOWN_EVENT, (event) => {
    room.set(keyOf('shown', (event.target as Element).id), (event as CustomEvent<unknown>).detail);
  });
  root.addEventListener(ASK_EVENT, (event) => {
    // Under a name of its own: the run that it is about is told many times a second. Asked twice, it is news twice.
    asked += 1;
    const detail = (event as CustomEvent<unknown>).detail;
    room.set(keyOf('ask', (event.target as Element).id), { detail, asked });
  });
  root.addEventListener(ALIVE_EVENT, ({ target }) => {
    if (target instanceof Element && isAlive(target) && !isHeld()) update(target);
  });
  const find = (key: string): LiveFigure | null => {
    const name = key.slice(key.indexOf(':') + 1);
    const [of, id = ''] = name.split('/');
    const figure = of === lesson() ? root.querySelector(`#${CSS.escape(id)}`) : null;
    return isAlive(figure) && !isHeld() ? figure : null;
  };
  room.follow('figure:', (key, query) => find(key)?.take(String(query)));
  room.follow('shown:', (key, shown) => find(key)?.takeShown?.(shown));
  room.follow('ask:', (key, value) => find(key)?.takeAsked?.((value as { detail: unknown }).detail));
  return () => {
    for (const figure of figures()) update(figure);
  };
}
