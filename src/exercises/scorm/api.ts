/** The two standards that the packages follow: SCORM 1.2, and SCORM 2004 4th edition. */
export type Standard = '1.2' | '2004';

/** What an LMS offers, under either standard's names. No call throws: what fails reads as '' or false. */
export interface Lms {
  readonly standard: Standard;
  get(element: string): string;
  set(element: string, value: string): boolean;
  commit(): boolean;
  finish(): void;
}

const NAMES = {
  '1.2': {
    object: 'API',
    initialize: 'LMSInitialize',
    get: 'LMSGetValue',
    set: 'LMSSetValue',
    commit: 'LMSCommit',
    finish: 'LMSFinish',
    status: 'cmi.core.lesson_status',
  },
  '2004': {
    object: 'API_1484_11',
    initialize: 'Initialize',
    get: 'GetValue',
    set: 'SetValue',
    commit: 'Commit',
    finish: 'Terminate',
    status: 'cmi.completion_status',
  },
} as const;

type Frame = { readonly parent?: Frame | null; readonly opener?: Frame | null };
type Api = Readonly<Record<string, unknown>>;

/** Both standards' algorithm stops after so many parents; no LMS nests deeper. */
const MOST_PARENTS = 10;

/**
 * Finds the LMS: its object in a frame around this one, or around the window that opened this one, and begins the
 * session. The package's own standard comes first, and the other only where that is all the LMS has. Null where there is
 * no LMS, or none that answers: then the page is a page like any other.
 */
export function connect(frame: Frame, own: Standard): Lms | null {
  const other = own === '1.2' ? '2004' : '1.2';
  for (const standard of [own, other] as const) {
    const api = findObject(frame, NAMES[standard].object);
    const lms = api && begin(api, standard);
    if (lms) return lms;
  }
  return null;
}

function findObject(frame: Frame, name: string): Api | null {
  const opener = read<Frame>(frame, 'opener');
  return findAround(frame, name) ?? (opener ? findAround(opener, name) : null);
}

/** In the frame itself and its parents, nearest first. */
function findAround(start: Frame, name: string): Api | null {
  let frame: Frame | null = start;
  for (let steps = 0; frame && steps <= MOST_PARENTS; steps++) {
    const found = read<Api>(frame, name);
    if (found) return found;
    const parent: Frame | null = read<Frame>(frame, 'parent');
    frame = parent === frame ? null : parent;
  }
  return null;
}

/** A property that may belong to another site's window, which throws. */
function read<T>(frame: Frame, name: string): T | null {
  try {
    const value = (frame as Record<string, unknown>)[name];
    return typeof value === 'object' || typeof value === 'function' ? ((value as T) ?? null) : null;
  } catch {
    return null;
  }
}

function begin(api: Api, standard: Standard): Lms | null {
  const names = NAMES[standard];
  const call = (name: string, ...values: string[]): string => {
    try {
      const method = api[name];
      return typeof method === 'function' ? String(method.call(api, ...values) ?? '') : '';
    } catch {
      // The LMS's fault, which the student can do nothing about: the course goes on.
      return '';
    }
  };
  // An LMS's own frame may have begun the session already: then there is a status, as there is none in one that is over.
  const begun = isTrue(call(names.initialize, '')) || call(names.get, names.status) !== '';
  if (!begun) return null;
  return {
    standard,
    get: (element) => call(names.get, element),
    set: (element, value) => isTrue(call(names.set, element, value)),
    commit: () => isTrue(call(names.commit, '')),
    finish: () => void call(names.finish, ''),
  };
}

/** Some systems answer with a boolean. */
const isTrue = (answer: string): boolean => answer === 'true';
