import type { Room } from './sync/room';

/** Where the speaker points, in shares of the slide's width and height; null when not. */
export interface Pointing {
  readonly x: number;
  readonly y: number;
}

/** Draws the speaker's pointer over the slides of this window. */
export function showPointer(main: HTMLElement, surface: HTMLElement, room: Room): void {
  const dot = main.querySelector<HTMLElement>('[data-pointer]');
  if (!dot) return;
  room.follow('pointer', (_, value) => {
    const at = value as Pointing | null;
    dot.hidden = at === null;
    if (!at) return;
    const { left, top, width, height } = surface.getBoundingClientRect();
    dot.style.translate = `${left + at.x * width}px ${top + at.y * height}px`;
  });
}

/** Sends where the pointer is over `surface`, while it is switched on. */
export function sendPointer(surface: () => HTMLElement | null, room: Room): (on: boolean) => void {
  let on = false;
  document.addEventListener('pointermove', ({ clientX, clientY }) => {
    const box = on ? surface()?.getBoundingClientRect() : null;
    if (!box) return;
    const at: Pointing = { x: (clientX - box.left) / box.width, y: (clientY - box.top) / box.height };
    const inside = at.x >= 0 && at.x <= 1 && at.y >= 0 && at.y <= 1;
    room.set('pointer', inside ? at : null);
  });
  return (next) => {
    on = next;
    if (!on) room.set('pointer', null);
  };
}
