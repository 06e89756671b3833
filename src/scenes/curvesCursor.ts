import { pointerOver } from './pointerOver';

/**
 * A crosshair's handle: a transparent slider over a plot, moved by pointer and keyboard. A slider, since its value is
 * then spoken as it moves; the picture beside it keeps its own name.
 */
export interface PlotCursor {
  /** Where the plot lies in its host, in pixels. */
  cover(box: { left: number; top: number; width: number; height: number }): void;
  /** What it stands at, spoken; null while it stands nowhere. */
  tell(value: number | null, words: string, range: readonly [number, number]): void;
  dispose(): void;
}

export interface CursorStops {
  /** The stop nearest to a pixel of the host; null where there are none. */
  at(pixel: number): number | null;
  /** The stop `count` stops away; from nowhere, the one where reading begins. */
  move(from: number | null, count: number): number | null;
  first(): number | null;
  last(): number | null;
}

/** Stops that Page Up and Page Down, and an arrow with Shift, pass at once. */
const FAR = 10;

export function createPlotCursor(
  host: HTMLElement,
  label: string,
  stops: CursorStops,
  moved: (value: number | null) => void,
): PlotCursor {
  const handle = document.createElement('div');
  handle.className = 'plot-cursor';
  handle.tabIndex = 0;
  handle.setAttribute('role', 'slider');
  handle.setAttribute('aria-label', label);
  host.append(handle);

  let value: number | null = null;
  const set = (next: number | null): void => {
    if (next === value) return;
    value = next;
    moved(next);
  };
  const listening = new AbortController();
  const { signal } = listening;
  const follow = (event: PointerEvent): void => set(stops.at(pointerOver(host, event, host.clientWidth).x));
  handle.addEventListener('pointermove', follow, { signal });
  handle.addEventListener('pointerdown', follow, { signal });
  handle.addEventListener(
    'pointerleave',
    // A finger that lifts also leaves: what it tapped stays to be read.
    (event) => event.pointerType === 'mouse' && !handle.matches(':focus-visible') && set(null),
    { signal },
  );
  handle.addEventListener('blur', () => set(null), { signal });
  handle.addEventListener(
    'focus',
    () => handle.matches(':focus-visible') && set(value ?? stops.move(null, 0)),
    {
      signal,
    },
  );
  handle.addEventListener(
    'keydown',
    (event) => {
      if (event.altKey || event.ctrlKey || event.metaKey) return;
      const next = moveByKey(event, value, stops);
      if (next === undefined) return;
      event.preventDefault();
      set(next);
    },
    { signal },
  );
  const cursor: PlotCursor = {
    cover({ left, top, width, height }) {
      Object.assign(handle.style, {
        left: `${left}px`,
        top: `${top}px`,
        width: `${Math.max(0, width)}px`,
        height: `${Math.max(0, height)}px`,
      });
    },
    tell(now, words, [low, high]) {
      handle.ariaValueMin = String(low);
      handle.ariaValueMax = String(high);
      handle.ariaValueNow = String(now ?? high);
      handle.ariaValueText = words;
    },
    dispose() {
      listening.abort();
      handle.remove();
    },
  };
  // A slider without a value is an error to assistive technology.
  cursor.tell(null, '', [0, 0]);
  return cursor;
}

function moveByKey(
  { key, shiftKey }: KeyboardEvent,
  value: number | null,
  stops: CursorStops,
): number | null | undefined {
  const count = shiftKey ? FAR : 1;
  switch (key) {
    case 'ArrowRight':
    case 'ArrowUp':
      return stops.move(value, count);
    case 'ArrowLeft':
    case 'ArrowDown':
      return stops.move(value, -count);
    case 'PageUp':
      return stops.move(value, FAR);
    case 'PageDown':
      return stops.move(value, -FAR);
    case 'Home':
      return stops.first();
    case 'End':
      return stops.last();
    case 'Escape':
      return null;
    default:
      return undefined;
  }
}
