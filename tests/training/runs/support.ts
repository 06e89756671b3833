import { type Backend, memoryBackend } from '../../../src/training/runs/backend';
import type { MethodRecord } from '../../../src/training/runs/record';
import type { UnsavedRun } from '../../../src/training/runs/store';

export interface Setup {
  readonly steps: number;
}

export function readSetup(raw: unknown): Setup | undefined {
  // Throws for null, as a careless reader would.
  const { steps } = raw as { steps: unknown };
  return typeof steps === 'number' ? { steps } : undefined;
}

export const method = (state: MethodRecord['state'] = 'done'): MethodRecord => ({
  state,
  points: [
    [1, 5.5, 0.2],
    [2, Number.NaN, 0.4],
  ],
  evaluations: [{ step: 2, accuracy: 0.5, items: 40, forgetting: -0.01 }],
  results: { held: { weights: 4 } },
});

export const run = (id: string, changes: Partial<UnsavedRun<Setup>> = {}): UnsavedRun<Setup> => ({
  id,
  name: `run ${id}`,
  createdAt: 1000,
  setup: { steps: 300 },
  device: 'wasm',
  methods: new Map([['lora', method()]]),
  ...changes,
});

export const snapshot = (step: number) => new Map([['lora', { step, tensors: Uint8Array.of(1, 2, step) }]]);

/** A backend that fails on demand, and counts what is read. */
export function faultyBackend() {
  const inner = memoryBackend();
  const state = {
    error: undefined as Error | undefined,
    only: undefined as keyof Backend | undefined,
    reads: 0,
    refusesBlobs: false,
  };
  const guard = (name: keyof Backend) => {
    if (state.error && (state.only ?? name) === name) throw state.error;
  };
  const backend: Backend = {
    async list() {
      guard('list');
      return inner.list();
    },
    async get(drawer, id) {
      guard('get');
      if (drawer === 'snapshots') state.reads++;
      return inner.get(drawer, id);
    },
    async put(writes) {
      guard('put');
      const isBlob = (value: unknown): boolean =>
        value instanceof Map && [...value.values()].some(({ tensors }) => tensors instanceof Blob);
      if (state.refusesBlobs && writes.some(({ value }) => isBlob(value))) throw domError('DataCloneError');
      return inner.put(writes);
    },
    async delete(id) {
      guard('delete');
      return inner.delete(id);
    },
    close() {},
  };
  return { backend, inner, state };
}

export const domError = (name: string) => new DOMException('', name);
