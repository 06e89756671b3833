import type { LabMethod, RunSetup, Snapshot } from '../../training/laboratory/api';
import type { MethodRecord, MethodState, RunRecord, RunSnapshot } from '../../training/runs/record';
import type { UnsavedRun } from '../../training/runs/store';
import { emptyMethod, IDLE, isOver, type MethodRun, type RunState } from '../shared/lab/run';
import { type Results, readResults } from './runResults';

interface Identity {
  readonly id: string;
  readonly name: string;
  readonly createdAt: number;
}

/** A run as the store takes it. `state` is that of the methods that are not over. */
export function toRecord(run: RunState, identity: Identity, state: MethodState): UnsavedRun<RunSetup> | null {
  const { setup, report, baseline } = run;
  if (!setup) return null;
  const methods = run.methods.map((each): [string, MethodRecord] => {
    const { step, size, spectra, fault, finished } = each;
    const results: Results = { method: { step, size, spectra, fault, finished }, baseline, report };
    let seconds = 0;
    const points = each.points.map((point): [number, number, number] => {
      seconds += point.seconds;
      return [point.step, point.loss, seconds];
    });
    return [
      each.method,
      { state: isOver(each) ? 'done' : state, points, evaluations: each.evaluations, results },
    ];
  });
  const device = report ? `${report.backend} ${report.device}`.trim() : '';
  return { ...identity, setup, device, methods: new Map(methods) };
}

/** A stored run as the page shows it: done with for now, whatever it was. */
export function fromRecord({ setup, methods }: RunRecord<RunSetup>): RunState {
  const read = setup.methods.map((method): MethodRun => {
    const record = methods.get(method);
    if (!record) return emptyMethod(method);
    const results = readResults(record.results);
    let before = 0;
    const points = record.points.map(([step, loss, seconds]) => {
      const taken = Math.max(0, seconds - before);
      before = seconds;
      return { step, loss, seconds: taken };
    });
    const { evaluations } = record;
    return {
      ...emptyMethod(method),
      step: points.at(-1)?.step ?? 0,
      ...results?.method,
      points,
      evaluations,
      finished: record.state === 'done' && !results?.method.fault,
    };
  });
  const [first] = setup.methods.map((method) => methods.get(method)).filter((record) => record !== undefined);
  const results = first && readResults(first.results);
  return {
    ...IDLE,
    phase: 'done',
    stopped: !read.every(isOver),
    setup,
    methods: read,
    baseline: results?.baseline ?? null,
    report: results?.report ?? null,
  };
}

export function toSnapshot(snapshot: Snapshot): RunSnapshot {
  return new Map(Object.entries(snapshot.methods));
}

export function fromSnapshot(setup: RunSetup, stored: RunSnapshot): Snapshot {
  const known = [...stored].filter(([method]) => setup.methods.includes(method as LabMethod));
  return { setup, methods: Object.fromEntries(known) };
}
