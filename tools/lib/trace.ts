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
  args?: { name?: string; data?: { type?: string } };
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
