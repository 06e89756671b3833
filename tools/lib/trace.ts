/** Recording and reading Chromium's traces: how long the main thread worked, in all or on each `input` event. */
import type { CDPSession } from 'playwright-core';

/** One event of Chromium's trace format; times in microseconds. */
export interface TraceEvent {
  name: string;
  ph: string;
  pid: number;
  tid: number;
  ts: number;
  dur?: number;
  /** Time of the thread on the processor within `dur`. */
  tdur?: number;
  args?: { name?: string; data?: { type?: string }; beginData?: { url?: string } };
}

/**
 * Script, style and layout. Painting, compositing and the browser's own tasks are left out: they depend on the machine's
 * graphics more than on our code.
 */
const COUNTED = new Set([
  'EventDispatch',
  'FunctionCall',
  'EvaluateScript',
  'FireAnimationFrame',
  'TimerFire',
  'RunMicrotasks',
  'MinorGC',
  'MajorGC',
  'RecalculateStyles',
  'UpdateLayoutTree',
  'Layout',
]);

interface Interval {
  start: number;
  end: number;
}

/** The outermost counted events of one thread in order: nested ones lie inside and are not counted twice. */
function outermost(events: TraceEvent[]): Interval[] {
  const intervals: Interval[] = [];
  const sorted = events.filter(({ name, ph }) => ph === 'X' && COUNTED.has(name)).sort((a, b) => a.ts - b.ts);
  for (const { ts, dur = 0 } of sorted) {
    const last = intervals.at(-1);
    if (last && ts < last.end) last.end = Math.max(last.end, ts + dur);
    else intervals.push({ start: ts, end: ts + dur });
  }
  return intervals;
}

/**
 * The work that each `input` event caused: its own dispatch, and all script, style and layout until the next one, so that
 * whatever it put off to an animation frame or a timer is counted too.
 *
 * @param events a whole trace; the thread is the renderer's main thread on which `input` events were dispatched
 * @returns milliseconds, one number an input event (two in one dispatch count as one)
 */
export function workPerInput(events: TraceEvent[]): number[] {
  const isInput = (event: TraceEvent) => event.name === 'EventDispatch' && event.args?.data?.type === 'input';
  const inputs = events.filter(isInput).sort((a, b) => a.ts - b.ts);
  const first = inputs[0];
  if (!first) return [];
  const work = outermost(events.filter(({ pid, tid }) => pid === first.pid && tid === first.tid));
  // The dispatch may lie inside a mousemove's: an input's share begins with the interval that holds it.
  const begins = new Set(inputs.map(({ ts }) => work.findLastIndex(({ start }) => start <= ts)));
  const edges = [...begins, work.length];
  return [...begins].map((begin, index) => {
    const share = work.slice(begin, edges[index + 1]);
    return share.reduce((sum, { start, end }) => sum + end - start, 0) / 1000;
  });
}

/** The page's trace while `work` is under way. */
export async function recordTrace(
  session: CDPSession,
  categories: readonly string[],
  work: () => Promise<void>,
): Promise<TraceEvent[]> {
  const events: TraceEvent[] = [];
  session.on('Tracing.dataCollected', ({ value }) => events.push(...(value as unknown as TraceEvent[])));
  const complete = new Promise<void>((done) => session.once('Tracing.tracingComplete', () => done()));
  await session.send('Tracing.start', {
    transferMode: 'ReportEvents',
    traceConfig: { includedCategories: [...categories], excludedCategories: ['*'] },
  });
  await work();
  await session.send('Tracing.end');
  await complete;
  return events;
}

const isTask = ({ name, ph }: TraceEvent) => ph === 'X' && name === 'ThreadControllerImpl::RunTask';

/** The tasks of the main thread that ran animation frames, each in milliseconds. */
export function taskDurations(events: readonly TraceEvent[]): number[] {
  const frame = events.find(({ name }) => name === 'FireAnimationFrame');
  return events
    .filter((each) => isTask(each) && each.pid === frame?.pid && each.tid === frame.tid)
    .map(({ dur = 0 }) => dur / 1000);
}

/** The value below which a fraction p of the values lies (nearest rank). */
export function percentile(values: number[], p: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(p * sorted.length) - 1)] ?? Number.NaN;
}

/** A task of the main thread, in milliseconds of its thread, and what it did most of that time. */
export interface LongTask {
  milliseconds: number;
  /** When it began, after the first event of the trace. */
  at: number;
  /** Its largest parts, `Layout 41 ms`. */
  parts: string[];
}

/** Parts of a task that say by themselves what was done. */
const PARTS = new Set([
  'ParseHTML',
  'EvaluateScript',
  'v8.compile',
  'FunctionCall',
  'UpdateLayoutTree',
  'Layout',
  'PrePaint',
  'Paint',
  'Layerize',
  'Commit',
  'RunMicrotasks',
]);

/** Time on the processor where the trace has it: a thread that waits for a core does nothing wrong. */
const busy = ({ tdur, dur = 0 }: TraceEvent): number => (tdur ?? dur) / 1000;

function partsOf(task: TraceEvent, thread: readonly TraceEvent[]): string[] {
  const end = task.ts + (task.dur ?? 0);
  const sums = new Map<string, number>();
  for (const event of thread)
    if (event !== task && PARTS.has(event.name) && event.ts >= task.ts && event.ts < end)
      sums.set(event.name, (sums.get(event.name) ?? 0) + busy(event));
  return [...sums]
    .sort(([, a], [, b]) => b - a)
    .filter(([, sum]) => sum >= 1)
    .slice(0, 4)
    .map(([name, sum]) => `${name} ${sum.toFixed(0)} ms`);
}

/**
 * The tasks of the thread that parsed the page at `url`, longest first. Chromium parses pages of its own meanwhile, in other processes.
 * The trace must have the categories `toplevel` and `devtools.timeline`.
 *
 * @throws Error where no thread parsed it
 */
export function pageTasks(events: readonly TraceEvent[], url: string, count: number): LongTask[] {
  const threadOf = ({ pid, tid }: TraceEvent) => `${pid}.${tid}`;
  const parse = events.find(({ name, args }) => name === 'ParseHTML' && args?.beginData?.url === url);
  if (!parse) throw new Error(`${url} was not parsed while the trace was taken`);
  const main = threadOf(parse);
  const thread = events.filter((event) => event.ph === 'X' && threadOf(event) === main);
  const began = Math.min(...thread.map(({ ts }) => ts));
  return thread
    .filter(isTask)
    .sort((a, b) => busy(b) - busy(a))
    .slice(0, count)
    .map((task) => ({
      milliseconds: busy(task),
      at: (task.ts - began) / 1000,
      parts: partsOf(task, thread),
    }));
}
