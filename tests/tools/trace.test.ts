import { describe, expect, it } from 'vitest';
import {
  pageTasks,
  percentile,
  type TraceEvent,
  taskDurations,
  workPerInput,
} from '../../tools/lib/trace.ts';

/** An event of the main thread; times in milliseconds. */
function event(name: string, start: number, duration: number, type?: string, tid = 1): TraceEvent {
  const base = { name, ph: 'X', pid: 7, tid, ts: start * 1000, dur: duration * 1000 };
  return type ? { ...base, args: { data: { type } } } : base;
}

describe('taskDurations', () => {
  it('takes the tasks of the thread that draws, and no others', () => {
    const task = (start: number, duration: number, tid = 1) =>
      event('ThreadControllerImpl::RunTask', start, duration, undefined, tid);
    const frame = event('FireAnimationFrame', 1, 2);
    expect(taskDurations([task(0, 4), frame, task(5, 7), task(5, 90, 2)])).toEqual([4, 7]);
    expect(taskDurations([task(0, 4)])).toEqual([]);
  });
});

describe('pageTasks', () => {
  it('takes the longest tasks of the thread that parsed the page, by its time on the processor, with their parts', () => {
    const task = (start: number, duration: number, tid = 1) =>
      event('ThreadControllerImpl::RunTask', start, duration, undefined, tid);
    const parse = (start: number, duration: number, url: string, tid = 1): TraceEvent => ({
      ...event('ParseHTML', start, duration, undefined, tid),
      args: { beginData: { url } },
    });
    const waited = { ...task(100, 90), tdur: 20_000 };
    const events = [
      parse(1, 90, 'chrome://newtab', 2),
      task(0, 500, 2),
      parse(1, 30, 'http://site/en/'),
      task(0, 60),
      event('Layout', 40, 15),
      waited,
    ];
    expect(pageTasks(events, 'http://site/en/', 2)).toEqual([
      { milliseconds: 60, at: 0, parts: ['ParseHTML 30 ms', 'Layout 15 ms'] },
      { milliseconds: 20, at: 100, parts: [] },
    ]);
    expect(() => pageTasks(events, 'http://site/zh/', 1)).toThrow('http://site/zh/ was not parsed');
  });
});

describe('workPerInput', () => {
  it('counts nested events once, later frames too, other threads and painting not', () => {
    const work = workPerInput([
      event('EventDispatch', 5, 1, 'pointerdown'),
      event('EventDispatch', 10, 4, 'mousemove'),
      event('EventDispatch', 11, 2, 'input'),
      event('FunctionCall', 11.5, 1),
      event('FireAnimationFrame', 20, 3),
      event('Layout', 21, 1),
      event('Paint', 24, 2),
      event('Layout', 25, 9, undefined, 2),
      event('EventDispatch', 40, 2, 'input'),
      event('UpdateLayoutTree', 50, 1),
    ]);
    expect(work).toEqual([7, 3]);
  });

  it('finds nothing in a trace without input', () => {
    expect(workPerInput([event('Layout', 0, 1)])).toEqual([]);
  });
});

describe('percentile', () => {
  it('takes the nearest rank', () => {
    const values = Array.from({ length: 100 }, (_, index) => 100 - index);
    expect([percentile(values, 0.5), percentile(values, 0.95), percentile(values, 1)]).toEqual([50, 95, 100]);
    expect(percentile([3], 0.95)).toBe(3);
  });
});
