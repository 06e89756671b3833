import { expose, transfer } from 'comlink';
import { live } from '../../sandbox/lifeline';
import type { LabEvent, WorkerLaboratory } from './api';
import { WorkingLaboratory } from './laboratory';

live();

/** The worker's end of the line: the laboratory, with its events as messages of their own. */
const laboratory = new WorkingLaboratory((event) => post({ event }));

/** What the worker says besides its answers. */
export interface Announcement {
  readonly event: LabEvent;
}

function post(message: Announcement): void {
  const { event } = message;
  const buffers =
    event.type === 'snapshot'
      ? Object.values(event.snapshot.methods).map(({ tensors }) => tensors.buffer)
      : [];
  globalThis.postMessage(message, { transfer: buffers });
}

const exposed: WorkerLaboratory = {
  open: (...args) => laboratory.open(...args),
  prepare: (...args) => laboratory.prepare(...args),
  train: () => laboratory.train(),
  stepOnce: () => laboratory.stepOnce(),
  pause: () => laboratory.pause(),
  stop: () => laboratory.stop(),
  snapshot: () => laboratory.snapshot(),
  sample: (...args) => laboratory.sample(...args),
  examples: (...args) => laboratory.examples(...args),
  inspect: (...args) => laboratory.inspect(...args),
  merge: (...args) => laboratory.merge(...args),
  look: (...args) => laboratory.look(...args),
  latency: (...args) => laboratory.latency(...args),
  weights: async (...args) => {
    const bytes = await laboratory.weights(...args);
    return transfer(bytes, [bytes.buffer]);
  },
  exportAdapter: async (...args) => {
    const bytes = await laboratory.exportAdapter(...args);
    return transfer(bytes, [bytes.buffer]);
  },
  readAdapter: (...args) => laboratory.readAdapter(...args),
  judge: () => laboratory.judge(),
};

expose(exposed);
