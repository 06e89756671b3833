import { type IDBPDatabase, openDB } from 'idb';
import type { Backend } from './backend';

/** Of the database's drawers; the records have a version of their own. */
const DATABASE_VERSION = 1;

/**
 * IndexedDB. It is opened at the first use, and again after another tab has needed it closed or the browser has closed
 * it. Where there is none, every promise rejects.
 */
export function idbBackend(name: string): Backend {
  let opened: Promise<IDBPDatabase> | undefined;
  const forget = () => {
    opened = undefined;
  };
  const database = () => {
    if (!opened) {
      opened = open(name, forget);
      opened.catch(forget);
    }
    return opened;
  };
  return {
    async list() {
      const transaction = (await database()).transaction('runs');
      const [ids, values] = await Promise.all([transaction.store.getAllKeys(), transaction.store.getAll()]);
      return ids.map((id, at) => ({ id: String(id), value: values[at] as unknown }));
    },
    get: async (drawer, id) => (await database()).get(drawer, id),
    async put(writes) {
      const transaction = (await database()).transaction(['runs', 'snapshots'], 'readwrite');
      try {
        for (const { drawer, id, value } of writes) {
          // The transaction's own error says why: a request's may only say that it was aborted.
          transaction
            .objectStore(drawer)
            .put(value, id)
            .catch(() => {});
        }
      } catch (error) {
        // A value that cannot be cloned throws at once, and what was put before it must not stay.
        transaction.done.catch(() => {});
        transaction.abort();
        throw error;
      }
      await transaction.done;
    },
    async delete(id) {
      const transaction = (await database()).transaction(['runs', 'snapshots'], 'readwrite');
      transaction
        .objectStore('runs')
        .delete(id)
        .catch(() => {});
      transaction
        .objectStore('snapshots')
        .delete(id)
        .catch(() => {});
      await transaction.done;
    },
    close() {
      opened?.then(
        (open) => open.close(),
        () => {},
      );
      forget();
    },
  };
}

/** @param lost called when the connection is gone, or about to go */
function open(name: string, lost: () => void): Promise<IDBPDatabase> {
  return new Promise((resolve, reject) => {
    let given = false;
    openDB(name, DATABASE_VERSION, {
      upgrade(fresh) {
        // Keys are given from outside: a damaged record may have lost its own.
        for (const drawer of ['runs', 'snapshots']) {
          if (!fresh.objectStoreNames.contains(drawer)) fresh.createObjectStore(drawer);
        }
      },
      // Another tab holds an older version open. Nobody knows until when: go on without.
      blocked() {
        given = true;
        reject(new DOMException('another tab holds an older version', 'InvalidStateError'));
      },
      // Another tab needs a newer version: make way. What is under way here still ends.
      blocking(_current, _blocked, event) {
        lost();
        (event.target as IDBDatabase).close();
      },
      terminated: lost,
    }).then((database) => {
      if (given) database.close();
      else resolve(database);
    }, reject);
  });
}
