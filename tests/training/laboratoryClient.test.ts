import { expose } from 'comlink';
import { afterEach, expect, it, vi } from 'vitest';
import type { BackendReport, Fault, RunSetup, WorkerLaboratory } from '../../src/training/laboratory/api';
import { openLaboratory } from '../../src/training/laboratory/client';
import { DEFAULT_OPTIONS } from '../../src/training/methods/defaults';

const REPORT: BackendReport = { backend: 'wasm', reason: 'chosen', device: '', threads: 1 };
const SETUP: RunSetup = {
  ...{ task: 'questions', methods: ['lora'], options: DEFAULT_OPTIONS, learningRates: {} },
  ...{ batch: 2, steps: 4, seed: 1, lossOn: 'answer' },
};

/** Workers that do as the test says, the first of them first. */
function stubWorkers(...laboratories: Partial<WorkerLaboratory>[]): void {
  const left = [...laboratories];
  class FakeWorker extends EventTarget {
    readonly #ports = new MessageChannel();
    constructor() {
      super();
      const { port1, port2 } = this.#ports;
      port1.onmessage = ({ data }) => this.dispatchEvent(new MessageEvent('message', { data }));
      expose({ open: async () => REPORT, prepare: async () => {}, ...left.shift() }, port2);
    }
    postMessage(message: unknown): void {
      this.#ports.port1.postMessage(message);
    }
    terminate(): void {
      this.#ports.port1.close();
    }
  }
  vi.stubGlobal('Worker', FakeWorker);
}
afterEach(() => void vi.unstubAllGlobals());

const lost = (): Promise<never> => Promise.reject({ kind: 'lost' } satisfies Fault);
const open = () => openLaboratory('http://site.test/models/tiny/', 'wasm', () => {});

it.each([
  ['pause', 'paused'],
  ['stop', 'stopped'],
] as const)('remembers a %s that is asked while another worker takes over', async (wish, how) => {
  const train = vi.fn(async () => 'done' as const);
  let letIn = (): void => {};
  const gate = new Promise<void>((resolve) => {
    letIn = resolve;
  });
  const prepared = vi.fn(() => gate);
  const told = vi.fn(async () => {});
  stubWorkers({ train: lost }, { prepare: prepared, train, [wish]: told });
  const { client } = await open();
  await client.prepare(SETUP);
  const training = client.train();
  await vi.waitFor(() => expect(prepared).toHaveBeenCalled());
  await client[wish]();
  letIn();
  expect(await training).toBe(how);
  expect(train).not.toHaveBeenCalled();
  expect(told).toHaveBeenCalledOnce();
  // The next time is another.
  expect(await client.train()).toBe('done');
  client.close();
});

it('tells who waits for an answer that it has been closed', async () => {
  stubWorkers({ sample: () => new Promise(() => {}) });
  const { client } = await open();
  const answer = client.sample('base', '', 1);
  client.close();
  await expect(answer).rejects.toEqual({ kind: 'closed' });
  await expect(client.merge('lora')).rejects.toEqual({ kind: 'closed' });
});
