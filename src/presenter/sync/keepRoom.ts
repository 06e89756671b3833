import type { Room } from './room';
import type { Entry } from './shared';

const VERSION = 1;

/** A count that is no number would spoil the order of all later writes. */
function isEntry({ key, stamp }: Entry): boolean {
  return typeof key === 'string' && Number.isSafeInteger(stamp.count) && typeof stamp.side === 'string';
}

/**
 * A window that is reloaded, alone or with all others, finds the room as it left it; another tab begins anew. The place
 * stands in the address.
 */
export function keepRoom(room: Room, deck: string): void {
  const key = `low-rank.deck.${deck}`;
  try {
    const kept = JSON.parse(sessionStorage.getItem(key) ?? 'null') as {
      version: number;
      entries: Entry[];
    } | null;
    if (kept?.version === VERSION) room.restore(kept.entries.filter(isEntry));
  } catch {
    // Refused or damaged: the other windows may know, and else the deck begins where its address says.
  }
  addEventListener('pagehide', () => {
    try {
      sessionStorage.setItem(
        key,
        JSON.stringify({ version: VERSION, entries: room.known('').filter(({ key }) => key !== 'place') }),
      );
    } catch {
      // As above.
    }
  });
}
