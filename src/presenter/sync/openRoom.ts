import { Room, type Wire } from './room';

/**
 * The room of a deck in this browser. Every deck has its own, in whatever language its windows are. The room of a window
 * that was put to sleep, or comes back from the history, asks for the news.
 */
export function openRoom(deck: string): Room {
  const room = new Room({
    wire: new BroadcastChannel(`low-rank.deck.${deck}`) as unknown as Wire,
    soon,
    side: sideName(),
  });
  for (const [target, type] of [
    [window, 'pageshow'],
    [document, 'resume'],
    [document, 'visibilitychange'],
  ] as const)
    target.addEventListener(type, () => {
      if (document.visibilityState === 'visible') room.hello();
    });
  return room;
}

/** A window that nobody sees is not drawn, and its frames never come. */
function soon(act: () => void): void {
  let done = false;
  const once = (): void => {
    if (!done) act();
    done = true;
  };
  requestAnimationFrame(once);
  setTimeout(once, 50);
}

/** Not `crypto.randomUUID`, which an insecure origin lacks. */
function sideName(): string {
  return [...crypto.getRandomValues(new Uint32Array(2))].map((part) => part.toString(36)).join('-');
}
