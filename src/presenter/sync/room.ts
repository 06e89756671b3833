import { type Entry, type Listener, SharedTable } from './shared';

/** What goes over the channel: news, or a question for everything that the others know. */
export interface Message {
  readonly kind: 'news' | 'hello';
  readonly from: string;
  readonly entries: readonly Entry[];
}

/** The part of a BroadcastChannel that is used here; tests put another in its place. */
export interface Wire {
  postMessage(message: Message): void;
  onmessage: ((event: { readonly data: Message }) => void) | null;
}

export interface Surroundings {
  readonly wire: Wire;
  /** Calls back at the next frame, or soon where nothing is drawn. */
  readonly soon: (act: () => void) => void;
  /** A name that no other window has. */
  readonly side: string;
}

/**
 * One window's place at the common table. The first change of a frame goes out at once; those that follow within the frame go
 * out together at its end, each key with its last value. Whoever comes, comes back or wakes up asks for everything.
 */
export class Room {
  readonly #table: SharedTable;
  readonly #around: Surroundings;
  readonly #listeners = new Map<string, Set<Listener>>();
  readonly #dirty = new Map<string, Entry>();
  #resting = false;

  constructor(around: Surroundings) {
    this.#around = around;
    this.#table = new SharedTable(around.side);
    around.wire.onmessage = ({ data }) => this.#receive(data);
  }

  /** Tells the others what stands here, and asks for what stands there. */
  hello(): void {
    this.#post('hello', this.#table.entries());
  }

  get(key: string): unknown {
    return this.#table.get(key);
  }

  /** What is known below a prefix, `figure:`. */
  known(prefix: string): readonly Entry[] {
    return this.#table.entries(prefix);
  }

  /** What this window knew before it was reloaded. */
  restore(entries: readonly Entry[]): void {
    this.#table.merge(entries);
  }

  /** A value of this window's own, plain data; a text or number that stands there already is no news. */
  set(key: string, value: unknown): void {
    if (this.#table.get(key) === value) return;
    this.#dirty.set(key, this.#table.write(key, value));
    if (this.#resting) return;
    this.flush();
    this.#resting = true;
    this.#around.soon(() => {
      this.#resting = false;
      this.flush();
    });
  }

  /** Sends what waits for the end of the frame: a window that goes has no other frame. */
  flush(): void {
    if (this.#dirty.size === 0) return;
    const entries = [...this.#dirty.values()];
    this.#dirty.clear();
    this.#post('news', entries);
  }

  /** Calls back for what comes from other windows, under a key or, where it ends with ':', under any below it. */
  follow(key: string, listener: Listener): void {
    const all = this.#listeners.get(key) ?? new Set();
    this.#listeners.set(key, all.add(listener));
  }

  #post(kind: Message['kind'], entries: readonly Entry[]): void {
    this.#around.wire.postMessage({ kind, from: this.#around.side, entries });
  }

  #receive({ kind, from, entries }: Message): void {
    if (from === this.#around.side) return;
    const news = this.#table.merge(entries);
    for (const { key, value } of news) {
      this.#dirty.delete(key);
      for (const prefix of [key, `${key.split(':')[0]}:`])
        for (const listener of this.#listeners.get(prefix) ?? []) listener(key, value);
    }
    if (kind === 'hello') this.#post('news', this.#table.entries());
  }
}
