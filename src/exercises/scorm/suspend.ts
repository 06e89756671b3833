import { hash32 } from '../../training/random';
import {
  type ExerciseRecord,
  emptyProgress,
  type LessonRecord,
  type Progress,
  type ResultState,
} from '../progress/progress';
import { BITS_A_DIGIT, BitReader, BitWriter } from './bits';
import { type Catalogue, exercisesOf, KEY_BITS, keyOf, namesByKey, sectionsOf } from './catalogue';

/**
 * What an LMS keeps between two visits (its “suspend data”), as text that is short enough for SCORM 1.2.
 *
 * One digit names the version. Then, in bits: the number of lessons and their records, the number of sections that were
 * reached and their keys, the number of exercises and their records, and a checksum, since some systems cut off what
 * they find too long. Each record bears the key of what it is about (`catalogue.ts`), so that text from another version
 * of the course is never misread. An exercise takes 150 bits, so 25 digits: state, last and best score in percent,
 * attempts, seed, hints, streak, and two times in seconds. What was answered is not here but in the interactions.
 */
export interface Saved {
  readonly progress: Progress;
  /** Sections that were on the screen, as `<slug>#<id>`. */
  readonly reached: ReadonlySet<string>;
}

/** The first digit. Whoever changes the layout raises it; a text of another version is read as nothing. */
const VERSION = 'B';
const STATES: readonly ResultState[] = ['wrong', 'right', 'shown'];

const COUNT = 10;
const STATE = 2;
const PERCENT = 7;
const ATTEMPTS = 10;
const SEED = 30;
const HINTS = 4;
const STREAK = 5;
const SECONDS = 32;
const CHECKSUM = 18;

/** Characters of suspend data that SCORM 1.2 grants; SCORM 2004 4th edition grants 64,000. */
export const MOST_SUSPEND_DATA = 4096;

/** The text for the LMS. Records of what the catalogue does not have are left out. */
export function encodeSaved({ progress, reached }: Saved, catalogue: Catalogue): string {
  const bits = new BitWriter();
  const lessons = catalogue.flatMap(({ slug }) => {
    const record = progress.lessons[slug];
    return record ? [{ slug, record }] : [];
  });
  bits.write(lessons.length, COUNT);
  for (const { slug, record } of lessons) writeLesson(bits, slug, record);

  const sections = sectionsOf(catalogue).filter((section) => reached.has(section));
  bits.write(sections.length, COUNT);
  for (const section of sections) bits.write(keyOf(section), KEY_BITS);

  const exercises = exercisesOf(catalogue).flatMap((name) => {
    const record = progress.exercises[name];
    return record ? [{ name, record }] : [];
  });
  bits.write(exercises.length, COUNT);
  for (const { name, record } of exercises) writeExercise(bits, name, record);

  const text = VERSION + bits.text();
  return text + checksum(text);
}

/** Null for what is empty, damaged, or of another version: the student then starts anew. Never throws. */
export function decodeSaved(text: string, catalogue: Catalogue): Saved | null {
  const digits = CHECKSUM / BITS_A_DIGIT;
  const body = text.slice(0, -digits);
  if (!text.startsWith(VERSION) || text.slice(-digits) !== checksum(body)) return null;
  const names = namesByKey(catalogue);
  const bits = new BitReader(body.slice(VERSION.length));
  try {
    const lessons = readEach(bits, () => readLesson(bits, names));
    const reached = readEach(bits, (): [string, true] => [names.get(bits.read(KEY_BITS)) ?? '', true]);
    const exercises = readEach(bits, () => readExercise(bits, names));
    return {
      progress: { ...emptyProgress(), lessons, exercises },
      reached: new Set(Object.keys(reached)),
    };
  } catch {
    return null;
  }
}

/** The length of the text once everything in a catalogue was reached and answered: each record has one length. */
export function longestSaved(catalogue: Catalogue): number {
  const header = VERSION.length + CHECKSUM / BITS_A_DIGIT;
  const lesson = 2 * KEY_BITS + 2 * SECONDS;
  const exercise = KEY_BITS + STATE + 2 * PERCENT + ATTEMPTS + SEED + HINTS + STREAK + 1 + 2 * SECONDS;
  const bits =
    3 * COUNT +
    catalogue.length * lesson +
    sectionsOf(catalogue).length * KEY_BITS +
    exercisesOf(catalogue).length * exercise;
  return header + Math.ceil(bits / BITS_A_DIGIT);
}

function writeLesson(bits: BitWriter, slug: string, { since, at, place }: LessonRecord): void {
  bits.write(keyOf(slug), KEY_BITS);
  bits.write(seconds(since), SECONDS);
  bits.write(seconds(at), SECONDS);
  bits.write(place === '' ? keyOf(slug) : keyOf(`${slug}#${place}`), KEY_BITS);
}

function readLesson(bits: BitReader, names: ReadonlyMap<number, string>): [string, LessonRecord] {
  const slug = names.get(bits.read(KEY_BITS)) ?? '';
  const since = bits.read(SECONDS) * 1000;
  const at = bits.read(SECONDS) * 1000;
  const [, place = ''] = (names.get(bits.read(KEY_BITS)) ?? '').split('#');
  return [slug, { since, at, place }];
}

/** The last result is what was last right, or what was last wrong: one of the two times is its own. */
function writeExercise(bits: BitWriter, name: string, record: ExerciseRecord): void {
  const { last, best, attempts } = record;
  const other = last.state === 'right' ? record.wrongAt : record.rightAt;
  bits.write(keyOf(name), KEY_BITS);
  bits.write(STATES.indexOf(last.state), STATE);
  bits.write(percent(last.score), PERCENT);
  bits.write(percent(best), PERCENT);
  bits.write(atMost(attempts, ATTEMPTS), ATTEMPTS);
  bits.write(last.seed % 2 ** SEED, SEED);
  bits.write(atMost(last.hints, HINTS), HINTS);
  bits.write(atMost(last.streak, STREAK), STREAK);
  bits.write(seconds(last.at), SECONDS);
  bits.write(other === null ? 0 : 1, 1);
  bits.write(other === null ? 0 : seconds(other), SECONDS);
}

function readExercise(bits: BitReader, names: ReadonlyMap<number, string>): [string, ExerciseRecord] {
  const name = names.get(bits.read(KEY_BITS)) ?? '';
  const state = STATES[bits.read(STATE)];
  if (state === undefined) throw new RangeError('no such state');
  const score = share(bits.read(PERCENT));
  const best = share(bits.read(PERCENT));
  const attempts = bits.read(ATTEMPTS);
  const seed = bits.read(SEED);
  const hints = bits.read(HINTS);
  const streak = bits.read(STREAK);
  const at = bits.read(SECONDS) * 1000;
  const hasOther = bits.read(1) === 1;
  const otherAt = bits.read(SECONDS) * 1000;
  const other = hasOther ? otherAt : null;
  const times = state === 'right' ? { rightAt: at, wrongAt: other } : { rightAt: other, wrongAt: at };
  return [name, { last: { state, score, seed, answer: '', hints, at, streak }, best, attempts, ...times }];
}

/** Records by name, without those of no name: what the course no longer has. */
function readEach<R>(bits: BitReader, read: () => [string, R]): Record<string, R> {
  const count = bits.read(COUNT);
  return Object.fromEntries(Array.from({ length: count }, read).filter(([name]) => name !== ''));
}

function percent(score: number): number {
  return Math.round(Math.min(1, Math.max(0, score)) * 100);
}
function share(inPercent: number): number {
  if (inPercent > 100) throw new RangeError('more than all');
  return inPercent / 100;
}
function seconds(milliseconds: number): number {
  return atMost(Math.floor(milliseconds / 1000), SECONDS);
}
function atMost(value: number, bits: number): number {
  return Math.min(value, 2 ** bits - 1);
}

function checksum(text: string): string {
  const bits = new BitWriter();
  bits.write(hash32(text) >>> (32 - CHECKSUM), CHECKSUM);
  return bits.text();
}
