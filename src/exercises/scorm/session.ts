import { emptyProgress, PROGRESS_KEY, type Progress } from '../progress/progress';
import { readProgress } from '../progress/read';
import type { ProgressStorage } from '../progress/storage';
import type { ExerciseResult } from '../result';
import type { Lms } from './api';
import type { Catalogue } from './catalogue';
import { MOST_INTERACTIONS, recorderFor } from './recorder';
import { PASS_AT, standing } from './standing';
import { decodeSaved, encodeSaved } from './suspend';

/** One visit of a student to a package, between the LMS and the pages. */
export interface Session {
  /**
   * Where the pages keep progress instead of the browser's storage: that is shared by all who use the browser, and the
   * LMS knows who the student is.
   */
  readonly storage: ProgressStorage;
  /** Where the student left, `en/lessons/lora/index.html#alpha`; empty at the first launch. */
  readonly place: string;
  /** The page that is open now, and how to ask where in it the student is. */
  follow(placeNow: () => string): void;
  /** A section (`<slug>#<id>`) was on the screen. */
  reached(section: string): void;
  /** Passes an answer on; `seconds` is how long the student was at the exercise. */
  answered(result: ExerciseResult, date: Date, seconds: number): void;
  /** Writes everything to the LMS now. */
  save(): void;
  /** Writes everything and ends the visit. What comes later is not kept. */
  end(): void;
}

export interface Clock {
  now(): Date;
  /** Calls back a little later; while it waits, further calls add nothing. */
  soon(task: () => void): void;
}

/** Opens a visit with what the LMS has kept of earlier ones. */
export function openSession(lms: Lms, catalogue: Catalogue, clock: Clock): Session {
  const recorder = recorderFor(lms);
  const before = recorder.before(lms);
  const saved = decodeSaved(before.saved, catalogue);
  const start = clock.now().getTime();
  const reached = new Set(saved?.reached);
  const objectives = objectiveIndexes(lms, catalogue);
  const others = new Map<string, string>();
  let text: string | null = saved && JSON.stringify(saved.progress);
  let place = before.place;
  let placeNow = (): string => place;
  let interactions = Number(lms.get('cmi.interactions._count')) || 0;
  let takesInteractions = true;
  let ended = false;

  const progressNow = (): Progress => {
    const found = text === null ? null : readProgress(text);
    return found && 'progress' in found ? found.progress : emptyProgress();
  };

  const save = (): void => {
    if (ended || !before.counts) return;
    const progress = progressNow();
    const now = standing(catalogue, progress, reached);
    // Never less than before: not by a reset on the page, nor by a new version of the package that has more in it.
    const complete = before.complete || now.complete;
    const score = Math.max(before.score, now.score);
    const passed = before.passed || (complete && score >= (before.passAt ?? PASS_AT));
    place = askPlace(placeNow, place);
    for (const [slug, index] of objectives) {
      const lesson = catalogue.filter((each) => each.slug === slug);
      recorder.objective(lms, index, { slug, ...standing(lesson, progress, reached) });
    }
    recorder.report(lms, {
      saved: encodeSaved({ progress, reached }, catalogue),
      place,
      complete,
      passed,
      score,
      done: now.done,
      seconds: (clock.now().getTime() - start) / 1000,
    });
    lms.commit();
  };

  save();
  return {
    place: before.place,
    storage: {
      getItem: (key) => (key === PROGRESS_KEY ? text : (others.get(key) ?? null)),
      setItem(key, value) {
        if (key !== PROGRESS_KEY) {
          others.set(key, value);
          return;
        }
        text = value;
        clock.soon(save);
      },
    },
    follow(next) {
      placeNow = next;
      clock.soon(save);
    },
    reached(section) {
      if (reached.has(section)) return;
      reached.add(section);
      clock.soon(save);
    },
    answered({ exercise, answer, state }, date, seconds) {
      if (ended || !before.counts || !takesInteractions || interactions >= MOST_INTERACTIONS) return;
      takesInteractions = recorder.interaction(lms, interactions, {
        exercise,
        answer,
        result: state,
        date,
        seconds,
      });
      interactions += 1;
      clock.soon(save);
    },
    save,
    end() {
      if (ended) return;
      save();
      ended = true;
      lms.finish();
    },
  };
}

/** The page that was asked may be gone already: then the last answer holds. */
function askPlace(placeNow: () => string, last: string): string {
  try {
    return placeNow();
  } catch {
    return last;
  }
}

/** Each lesson's number among the LMS's objectives. One lesson alone is no objective: the package's score is its own. */
function objectiveIndexes(lms: Lms, catalogue: Catalogue): ReadonlyMap<string, number> {
  if (catalogue.length < 2) return new Map();
  const count = Number(lms.get('cmi.objectives._count')) || 0;
  const ids = Array.from({ length: count }, (_, index) => lms.get(`cmi.objectives.${index}.id`));
  for (const { slug } of catalogue) if (!ids.includes(slug)) ids.push(slug);
  return new Map(catalogue.map(({ slug }) => [slug, ids.indexOf(slug)]));
}
