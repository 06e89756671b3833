import { type Device, defaultDevice, getWebGPUDevice, init } from '../engine';
import type { BackendChoice, BackendReport, Fault } from './api';

/**
 * Readies a back end: WebGPU where it is wanted and there is an adapter, else WebAssembly. Says which and why.
 *
 * @param onLost called once when the GPU goes away or its memory is refused
 * @throws Fault 'refused' where WebAssembly itself may not run
 */
export async function readyBackend(
  choice: BackendChoice,
  onLost: (fault: Fault) => void,
): Promise<BackendReport> {
  const reason = choice === 'wasm' ? 'chosen' : await webgpuProblem();
  if (reason === undefined) {
    const report = await readyWebGPU(choice, onLost);
    if (report) return report;
  }
  const ready = await init('wasm').catch((): Device[] => []);
  if (!ready.includes('wasm')) throw { kind: 'refused' } satisfies Fault;
  defaultDevice('wasm');
  const threads = globalThis.crossOriginIsolated ? navigator.hardwareConcurrency : 1;
  return { backend: 'wasm', reason: reason ?? 'deviceFailed', device: '', threads };
}

/** Why there can be no WebGPU here; undefined where there can. */
async function webgpuProblem(): Promise<'insecure' | 'noWebGPU' | 'noAdapter' | undefined> {
  if (!globalThis.isSecureContext) return 'insecure';
  if (!navigator.gpu) return 'noWebGPU';
  const adapter = await navigator.gpu.requestAdapter().catch(() => null);
  return adapter ? undefined : 'noAdapter';
}

async function readyWebGPU(
  choice: BackendChoice,
  onLost: (fault: Fault) => void,
): Promise<BackendReport | undefined> {
  const ready = await init('webgpu').catch((): Device[] => []);
  if (!ready.includes('webgpu')) return undefined;
  defaultDevice('webgpu');
  const device = getWebGPUDevice();
  device.lost.then(() => onLost({ kind: 'lost' }));
  // A buffer over the limit throws nothing: it reads as zeros, and only this event tells.
  device.addEventListener('uncapturederror', ({ error }) => {
    onLost({ kind: error instanceof GPUOutOfMemoryError ? 'memory' : 'lost', detail: error.message });
  });
  const { vendor = '', architecture = '', description = '' } = device.adapterInfo ?? {};
  return {
    backend: 'webgpu',
    reason: choice === 'webgpu' ? 'chosen' : 'available',
    device: description || [vendor, architecture].filter(Boolean).join(' '),
    threads: 0,
  };
}
