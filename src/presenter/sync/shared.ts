/**
 * What wall, speaker view and handout share: a table of named values, of which each holds the last one that was
 * written anywhere. Every write is stamped with a counter that is above all counters seen (a Lamport clock), so any
 * number of copies that exchange entries, in any order and more than once, end with the same table.
 */
export interface Stamp {
  readonly count: number;
  /** Who wrote it; decides between two writes at the same count. */
  readonly side: string;
}

export interface Entry {
  readonly key: string;
  readonly value: unknown;
  readonly stamp: Stamp;
}

export type Listener = (key: string, value: unknown) => void;

const isLater = (one: Stamp, other: Stamp): boolean =>
  one.count > other.count || (one.count === other.count && one.side > other.side);

export class SharedTable {
  readonly #side: string;
  readonly #entries = new Map<string, Entry>();
  #count = 0;

  /** @param side a name that no other copy has */
  constructor(side: string) {
    this.#side = side;
  }

  get(key: string): unknown {
    return this.#entries.get(key)?.value;
  }

  /** All entries whose key begins so. */
  entries(prefix = ''): readonly Entry[] {
    return [...this.#entries.values()].filter(({ key }) => key.startsWith(prefix));
  }

  /** Writes a value here, and returns the entry for the others. */
  write(key: string, value: unknown): Entry {
    this.#count += 1;
    const entry = { key, value, stamp: { count: this.#count, side: this.#side } };
    this.#entries.set(key, entry);
    return entry;
  }

  /** Takes in entries of others, and returns those that are news here. */
  merge(entries: readonly Entry[]): readonly Entry[] {
    return entries.filter((entry) => {
      this.#count = Math.max(this.#count, entry.stamp.count);
      const own = this.#entries.get(entry.key);
      if (own && !isLater(entry.stamp, own.stamp)) return false;
      this.#entries.set(entry.key, entry);
      return true;
    });
  }
}
