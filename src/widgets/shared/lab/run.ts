import type {
  BackendReport,
  Fault,
  HeldBytes,
  LabEvent,
  LabMethod,
  RunSetup,
  Snapshot,
  Spectrum,
} from '../../../training/laboratory/api';

/** What the element's `data-state` says. 'done' also stands for a run that the reader stopped. */
export type Phase = 'idle' | 'loading' | 'training' | 'paused' | 'done' | 'error';

export interface Point {
  readonly step: number;
  readonly loss: number;
  /** What this step took. */
  readonly seconds: number;
}

export interface Evaluation {
  readonly step: number;
  readonly accuracy: number;
  readonly items: number;
  readonly forgetting: number;
}

export interface MethodSize {
  readonly trainable: number;
  readonly parameters: number;
  readonly held: HeldBytes;
  readonly predicted: HeldBytes;
}

/** All that is known of one method in a run. */
export interface MethodRun {
  readonly method: LabMethod;
  readonly step: number;
  readonly points: readonly Point[];
  readonly evaluations: readonly Evaluation[];
  readonly size: MethodSize | null;
  /** The newest spectra of ΔW, and the step at which they were taken. */
  readonly spectra: { readonly step: number; readonly all: readonly Spectrum[] } | null;
  readonly finished: boolean;
  readonly fault: Fault | null;
}

export interface Baseline {
  readonly accuracy: number;
  readonly items: number;
  readonly pretrainingLoss: number;
  readonly majority: number;
}

export type Progress = Extract<LabEvent, { type: 'progress' }>;

/** One run, from the press of a button to its end. Everything that the page shows of it is computed from this. */
export interface RunState {
  readonly phase: Phase;
  readonly setup: RunSetup | null;
  readonly report: BackendReport | null;
  readonly progress: Progress | null;
  readonly baseline: Baseline | null;
  readonly methods: readonly MethodRun[];
  readonly stopped: boolean;
  /** The step from which a run went on after the device was lost. */
  readonly movedAt: number | null;
  /** What ended the run; a fault of one method stands with that method. */
  readonly fault: Fault | null;
  readonly snapshot: Snapshot | null;
  readonly clock: Clock;
}

/** How long the run has been at work, pauses left out, and how many steps that brought. Evaluations count: they take time. */
export interface Clock {
  readonly seconds: number;
  /** When it began to run, in seconds; null while it stands. */
  readonly since: number | null;
  readonly steps: number;
}

/** What the page itself does to a run. */
export type RunAction =
  | { readonly type: 'begin'; readonly setup: RunSetup; readonly keep?: readonly MethodRun[] }
  | { readonly type: 'opened'; readonly report: BackendReport }
  | { readonly type: 'train'; readonly now: number }
  | { readonly type: 'ended'; readonly how: 'done' | 'paused' | 'stopped'; readonly now: number }
  | { readonly type: 'reset' }
  | { readonly type: 'restore'; readonly run: RunState };

export const IDLE: RunState = {
  phase: 'idle',
  setup: null,
  report: null,
  progress: null,
  baseline: null,
  methods: [],
  stopped: false,
  movedAt: null,
  fault: null,
  snapshot: null,
  clock: { seconds: 0, since: null, steps: 0 },
};

export function emptyMethod(method: LabMethod): MethodRun {
  return {
    method,
    step: 0,
    points: [],
    evaluations: [],
    size: null,
    spectra: null,
    finished: false,
    fault: null,
  };
}

/** The run after one event of the worker or one action of the page. Pure; an event that concerns no run changes nothing. */
export function reduce(run: RunState, event: LabEvent | RunAction): RunState {
  switch (event.type) {
    case 'begin':
      return {
        ...IDLE,
        phase: 'loading',
        setup: event.setup,
        report: run.report,
        methods: event.setup.methods.map(
          (method) => event.keep?.find((kept) => kept.method === method) ?? emptyMethod(method),
        ),
      };
    case 'opened':
      return { ...run, report: event.report };
    case 'train':
      return { ...run, phase: 'training', progress: null, clock: { ...run.clock, since: event.now } };
    case 'ended':
      return ended({ ...run, clock: stopped(run.clock, event.now) }, event.how);
    case 'reset':
      return { ...IDLE, report: run.report };
    case 'restore':
      return event.run;
    default:
      return run.phase === 'idle' ? run : observed(run, event);
  }
}

function stopped({ seconds, since, steps }: Clock, now: number): Clock {
  return { seconds: seconds + (since === null ? 0 : now - since), since: null, steps };
}

function ended(run: RunState, how: 'done' | 'paused' | 'stopped'): RunState {
  if (run.phase === 'idle' || run.phase === 'error') return run;
  const failed = run.methods.length > 0 && run.methods.every((each) => each.fault !== null);
  if (failed) return { ...run, phase: 'error', progress: null };
  return {
    ...run,
    phase: how === 'paused' ? 'paused' : 'done',
    stopped: how === 'stopped',
    progress: null,
  };
}

function observed(run: RunState, event: LabEvent): RunState {
  switch (event.type) {
    case 'progress':
      return { ...run, progress: event };
    case 'point': {
      const { step, loss, seconds } = event;
      const clock = { ...run.clock, steps: run.clock.steps + 1 };
      return ofMethod({ ...run, progress: null, clock }, event.method, (each) => ({
        ...each,
        step,
        points: [...before(each.points, step), { step, loss, seconds }],
      }));
    }
    case 'evaluation': {
      const { step, accuracy, items, forgetting } = event;
      return ofMethod(run, event.method, (each) => ({
        ...each,
        evaluations: [...before(each.evaluations, step), { step, accuracy, items, forgetting }],
      }));
    }
    case 'size': {
      const { trainable, parameters, held, predicted } = event;
      return ofMethod(run, event.method, (each) => ({
        ...each,
        size: { trainable, parameters, held, predicted },
      }));
    }
    case 'spectrum':
      return ofMethod(run, event.method, (each) => ({
        ...each,
        spectra: { step: event.step, all: event.spectra },
      }));
    case 'baseline': {
      const { accuracy, items, pretrainingLoss, majority } = event;
      return { ...run, baseline: { accuracy, items, pretrainingLoss, majority } };
    }
    case 'finished':
      return ofMethod(run, event.method, (each) => ({ ...each, finished: true, step: event.step }));
    case 'snapshot':
      return { ...run, snapshot: event.snapshot };
    case 'moved':
      return { ...run, report: event.report, movedAt: event.step };
    case 'fault':
      return event.method === undefined
        ? { ...run, phase: 'error', fault: event.fault, progress: null }
        : ofMethod(run, event.method, (each) => ({ ...each, fault: event.fault }));
  }
}

/** A run that goes on from a snapshot takes some steps again: what was measured of them before gives way. */
function before<T extends { readonly step: number }>(measured: readonly T[], step: number): readonly T[] {
  const last = measured.at(-1);
  return last && last.step >= step ? measured.filter((each) => each.step < step) : measured;
}

function ofMethod(run: RunState, method: LabMethod, change: (each: MethodRun) => MethodRun): RunState {
  return { ...run, methods: run.methods.map((each) => (each.method === method ? change(each) : each)) };
}

/** How many of a method's newest steps tell its speed: the first ones compile. */
const SPEED_STEPS = 20;

/** Steps a second over a method's newest steps; undefined before its first. */
export function speedOf({ points }: MethodRun): number | undefined {
  const newest = points.slice(-SPEED_STEPS);
  const seconds = newest.reduce((sum, point) => sum + point.seconds, 0);
  return seconds > 0 ? newest.length / seconds : undefined;
}

/** Whether a method will be trained no further. */
export function isOver(each: MethodRun): boolean {
  return each.finished || each.fault !== null;
}

/** Steps done and asked, over the methods that have not failed. */
export function stepsOf({ methods, setup }: RunState): { done: number; total: number } {
  const running = methods.filter((each) => each.fault === null);
  return {
    done: running.reduce((sum, each) => sum + each.step, 0),
    total: running.length * (setup?.steps ?? 0),
  };
}

/**
 * Seconds that the rest of the run will take at its pace so far, evaluations included; undefined before a first step.
 * `later` counts the steps of runs that are to follow it.
 */
export function secondsLeft(run: RunState, now: number, later = 0): number | undefined {
  const { seconds, steps } = stopped(run.clock, now);
  if (steps === 0) return undefined;
  const { done, total } = stepsOf(run);
  return (total - done + later) * (seconds / steps);
}
