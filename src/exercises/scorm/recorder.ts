import type { Lms } from './api';
import {
  clip,
  duration2004,
  identifier,
  percentage,
  share,
  time12,
  timespan12,
  timestamp2004,
} from './formats';

/** What an LMS knew before this visit. */
export interface Before {
  /** The text of `suspend.ts`; empty at the first launch. */
  readonly saved: string;
  /** Where the student was, `en/lessons/lora/index.html#alpha`; empty at the first launch. */
  readonly place: string;
  readonly complete: boolean;
  readonly passed: boolean;
  /** From 0 to 1; 0 where there is none yet. */
  readonly score: number;
  /** The share of the points that the LMS asks for, from 0 to 1; null where it does not say. */
  readonly passAt: number | null;
  /** False when a teacher only looks at a student's visit: then nothing is written. */
  readonly counts: boolean;
}

/** What an LMS is told, again and again. */
export interface Report {
  readonly saved: string;
  readonly place: string;
  readonly complete: boolean;
  readonly passed: boolean;
  /** From 0 to 1. */
  readonly score: number;
  /** How much of what completes is done, from 0 to 1. */
  readonly done: number;
  /** Of this visit. */
  readonly seconds: number;
}

/** One answer, as it was given. */
export interface Interaction {
  /** `<slug>/<name>`. */
  readonly exercise: string;
  readonly answer: string;
  readonly result: 'right' | 'wrong' | 'shown';
  readonly date: Date;
  /** From when the student turned to the exercise. */
  readonly seconds: number;
}

/** A lesson of the course as an objective of it: how a teacher sees each lesson's score in a package of all. */
export interface Objective {
  readonly slug: string;
  readonly score: number;
  readonly complete: boolean;
}

/** Writes to an LMS in one standard's words. */
export interface Recorder {
  before(lms: Lms): Before;
  report(lms: Lms, report: Report): void;
  /** False when the LMS takes no more. */
  interaction(lms: Lms, index: number, interaction: Interaction): boolean;
  objective(lms: Lms, index: number, objective: Objective): void;
}

/** SCORM 2004 asks an LMS for 250 interactions at least; more are not sent under either standard. */
export const MOST_INTERACTIONS = 250;

const SUSPENDED = 'suspend';

const RECORDER_12: Recorder = {
  before(lms) {
    const status = lms.get('cmi.core.lesson_status');
    return {
      saved: lms.get('cmi.suspend_data'),
      place: lms.get('cmi.core.lesson_location'),
      complete: status === 'completed' || status === 'passed',
      passed: status === 'passed',
      score: shareOf(lms.get('cmi.core.score.raw'), 100) ?? 0,
      passAt: shareOf(lms.get('cmi.student_data.mastery_score'), 100),
      counts: isCounted(lms.get('cmi.core.lesson_mode')),
    };
  },
  // One status for both: what is passed is complete too. Nobody fails, since everything can be tried again.
  report(lms, { saved, place, complete, passed, score, seconds }) {
    lms.set('cmi.core.lesson_status', complete ? (passed ? 'passed' : 'completed') : 'incomplete');
    lms.set('cmi.core.score.min', '0');
    lms.set('cmi.core.score.max', '100');
    lms.set('cmi.core.score.raw', percentage(score));
    lms.set('cmi.suspend_data', saved);
    lms.set('cmi.core.lesson_location', clip(place, 255));
    lms.set('cmi.core.session_time', timespan12(seconds));
    lms.set('cmi.core.exit', SUSPENDED);
  },
  interaction(lms, index, { exercise, answer, result, date, seconds }) {
    const element = `cmi.interactions.${index}`;
    if (!lms.set(`${element}.id`, identifier(exercise))) return false;
    lms.set(`${element}.type`, 'fill-in');
    lms.set(`${element}.time`, time12(date));
    if (answer !== '') lms.set(`${element}.student_response`, clip(answer, 255));
    lms.set(`${element}.result`, { right: 'correct', wrong: 'wrong', shown: 'neutral' }[result]);
    lms.set(`${element}.latency`, timespan12(seconds));
    return true;
  },
  objective(lms, index, { slug, score, complete }) {
    const element = beginObjective(lms, index, slug, score);
    if (!element) return;
    lms.set(`${element}.status`, complete ? 'completed' : 'incomplete');
  },
};

/** Names an objective and gives its score, alike in both standards; '' where the LMS takes no more of them. */
function beginObjective(lms: Lms, index: number, slug: string, score: number): string {
  const element = `cmi.objectives.${index}`;
  if (!lms.set(`${element}.id`, identifier(slug))) return '';
  lms.set(`${element}.score.min`, '0');
  lms.set(`${element}.score.max`, '100');
  lms.set(`${element}.score.raw`, percentage(score));
  return element;
}

const RECORDER_2004: Recorder = {
  before(lms) {
    return {
      saved: lms.get('cmi.suspend_data'),
      place: lms.get('cmi.location'),
      complete: lms.get('cmi.completion_status') === 'completed',
      passed: lms.get('cmi.success_status') === 'passed',
      score: shareOf(lms.get('cmi.score.scaled'), 1) ?? 0,
      passAt: shareOf(lms.get('cmi.scaled_passing_score'), 1),
      counts: isCounted(lms.get('cmi.mode')),
    };
  },
  report(lms, { saved, place, complete, passed, score, done, seconds }) {
    lms.set('cmi.completion_status', complete ? 'completed' : 'incomplete');
    // Not 'failed' before: everything can be tried again.
    lms.set('cmi.success_status', passed ? 'passed' : 'unknown');
    lms.set('cmi.progress_measure', share(done));
    lms.set('cmi.score.min', '0');
    lms.set('cmi.score.max', '100');
    lms.set('cmi.score.raw', percentage(score));
    lms.set('cmi.score.scaled', share(score));
    lms.set('cmi.suspend_data', saved);
    lms.set('cmi.location', clip(place, 1000));
    lms.set('cmi.session_time', duration2004(seconds));
    lms.set('cmi.exit', SUSPENDED);
  },
  interaction(lms, index, { exercise, answer, result, date, seconds }) {
    const element = `cmi.interactions.${index}`;
    if (!lms.set(`${element}.id`, identifier(exercise))) return false;
    const type = typeOf2004(answer);
    lms.set(`${element}.type`, type);
    lms.set(`${element}.timestamp`, timestamp2004(date));
    if (answer !== '') lms.set(`${element}.learner_response`, clip(answer, type === 'fill-in' ? 250 : 4000));
    lms.set(`${element}.result`, { right: 'correct', wrong: 'incorrect', shown: 'neutral' }[result]);
    lms.set(`${element}.latency`, duration2004(seconds));
    return true;
  },
  objective(lms, index, { slug, score, complete }) {
    const element = beginObjective(lms, index, slug, score);
    if (!element) return;
    lms.set(`${element}.score.scaled`, share(score));
    lms.set(`${element}.completion_status`, complete ? 'completed' : 'incomplete');
  },
};

/** In both 'fill-in' types a brace at the start names a language, and [,] parts two answers; 'other' takes any text. */
function typeOf2004(answer: string): string {
  if (/^\s*\{|\[,\]/.test(answer)) return 'other';
  return answer.length <= 250 ? 'fill-in' : 'long-fill-in';
}

export function recorderFor(lms: Lms): Recorder {
  return lms.standard === '1.2' ? RECORDER_12 : RECORDER_2004;
}

/** Null for what is no number from 0 to `most`. */
function shareOf(text: string, most: number): number | null {
  const value = Number(text);
  return text.trim() !== '' && value >= 0 && value <= most ? value / most : null;
}

function isCounted(mode: string): boolean {
  return mode !== 'browse' && mode !== 'review';
}
