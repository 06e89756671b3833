/** Where an exercise's code is kept as it is typed, until it is the starter again. */
export interface Draft {
  read(): string | null;
  /** Null forgets it. Returns whether the storage did so. */
  write(source: string | null): boolean;
}

/** Every kept code is longer than nothing and shorter than what could be run by far. */
const MOST = 20_000;

/** The draft of an exercise (`<lesson>/<name>`). Where storage is refused or full, nothing is kept and nothing fails. */
export function openDraft(exercise: string, storage: () => Storage = () => localStorage): Draft {
  const key = `low-rank-code:${exercise}`;
  const attempt = <T>(work: (store: Storage) => T): T | null => {
    try {
      return work(storage());
    } catch {
      return null;
    }
  };
  return {
    read: () => attempt((store) => store.getItem(key)?.slice(0, MOST) ?? null),
    write: (source) =>
      attempt((store) => {
        if (source === null) store.removeItem(key);
        else store.setItem(key, source.slice(0, MOST));
        return true;
      }) ?? false,
  };
}
