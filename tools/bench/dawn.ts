/**
 * The training step of the laboratory's model on this machine's GPU, through Dawn in Node, both engines in one process. Dawn's
 * package is large and of use only where there is a GPU, so it is no dependency: `DAWN` brings it.
 */
import { bundleEngines } from './bundle.ts';
import { contest, type Engines, type Plan, PROBLEM } from './contest.ts';
import type { EngineName, Worked } from './page/api.ts';

const PACKAGE = 'webgpu';
const DAWN = `npm install --no-save ${PACKAGE}@0.6.2`;

const PLAN: Plan = {
  name: 'dawn',
  backend: 'webgpu',
  rounds: 10,
  steps: 5,
  products: 20,
  methods: 20,
  bar: 6,
};

interface Dawn {
  /** WebGPU's classes and constants, which a browser has as globals. */
  readonly globals: object;
  create(options: readonly string[]): GPU;
}

/** @throws Error that says how to install Dawn, or that no GPU is found */
async function openGpu(): Promise<GPUAdapter> {
  const { globals, create } = await import(/* @vite-ignore */ PACKAGE).then(
    (dawn: Dawn) => dawn,
    (cause: unknown) => {
      throw new Error(`Dawn is not installed: ${DAWN}`, { cause });
    },
  );
  Object.assign(globalThis, globals);
  Object.defineProperty(globalThis.navigator, 'gpu', { value: create([]), configurable: true });
  const adapter = await navigator.gpu.requestAdapter();
  if (!adapter) throw new Error('Dawn finds no GPU here. Is the Vulkan loader installed?');
  return adapter;
}

/** @param bundled the address of the module with both engines */
export async function benchDawn(bundled = bundleEngines) {
  const { vendor, architecture, device, description } = (await openGpu()).info;
  // TensorFlow.js looks for WebGPU while it is imported.
  const workers: Record<EngineName, Worked> = await import(/* @vite-ignore */ await bundled());
  const engines: Engines = {
    call: (engine, name, ...args) => (workers[engine][name] as (...values: typeof args) => never)(...args),
  };
  return {
    unit: 'ms',
    gpu: { vendor, architecture, device, description },
    ...PROBLEM,
    webgpu: await contest(engines, PLAN),
  };
}
