import { defaultDevice } from '../engine';
import type { Backend, BackendChoice, Fault } from '../laboratory/api';
import { readyBackend } from '../laboratory/backends';
import type { DeviceLimits } from './need';

/** WebAssembly's memory, whose addresses have 32 bits. */
const WASM: DeviceLimits = { buffer: null, memory: 2 ** 32 };

/**
 * The back end that a choice comes to, and what it gives at most. Readies nothing, so that it can be asked while another
 * one computes.
 */
export async function probe(choice: BackendChoice): Promise<{ backend: Backend; limits: DeviceLimits }> {
  if (choice === 'wasm' || !globalThis.isSecureContext) return { backend: 'wasm', limits: WASM };
  // The adapter that the engine takes, whose limits it asks for in full.
  const adapter = await globalThis.navigator?.gpu
    ?.requestAdapter({ powerPreference: 'high-performance' })
    .catch(() => null);
  if (!adapter) return { backend: 'wasm', limits: WASM };
  const { maxBufferSize, maxStorageBufferBindingSize } = adapter.limits;
  const buffer = Math.min(maxBufferSize, maxStorageBufferBindingSize);
  return { backend: 'webgpu', limits: { buffer, memory: null } };
}

/** Readies back ends as they are asked for, and remembers what went wrong with one. */
export class Devices {
  readonly #ready = new Map<BackendChoice, Backend>();
  /** Why the device cannot be used any more. */
  lost: Fault | undefined;

  /**
   * Makes the back end of a choice the one that arrays are put on.
   *
   * @throws Fault 'refused'
   */
  async use(choice: BackendChoice): Promise<Backend> {
    let backend = this.#ready.get(choice);
    if (!backend) {
      const report = await readyBackend(choice, (fault) => {
        this.lost ??= fault;
      });
      backend = report.backend;
      this.#ready.set(choice, backend);
    }
    defaultDevice(backend);
    return backend;
  }
}
