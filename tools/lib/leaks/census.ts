/** What a page holds after garbage collection: memory, nodes, listeners, and living objects of the kinds that leak. */
import type { CDPSession, Page, WebWorker } from 'puppeteer-core';

/** By name, such as 'page heap'; bytes for heaps and memories, else a count. */
export type Census = Readonly<Record<string, number>>;

/** Objects that hold something outside the heap, or are held by the browser: closed or collected, they are not found. */
const CLASSES = [
  'WebGLRenderingContext',
  'WebGL2RenderingContext',
  'GPUDevice',
  'GPUBuffer',
  'BroadcastChannel',
  'Worker',
  'MessagePort',
  'IntersectionObserver',
  'ResizeObserver',
  'MutationObserver',
];

/** One pass does not reach objects that die with those of the pass before, such as nodes held by closures. */
const PASSES = 3;

async function collectGarbage(session: CDPSession): Promise<void> {
  for (let pass = 0; pass < PASSES; pass++) await session.send('HeapProfiler.collectGarbage');
}

/** What a function makes of all living objects of a class; 0 where the class is not known. */
async function ofInstances(session: CDPSession, name: string, sum: string): Promise<number> {
  const { result } = await session.send('Runtime.evaluate', {
    expression: `globalThis.${name}?.prototype`,
    objectGroup: 'census',
  });
  if (!result.objectId) return 0;
  const { objects } = await session.send('Runtime.queryObjects', {
    prototypeObjectId: result.objectId,
    objectGroup: 'census',
  });
  if (!objects.objectId) return 0;
  const { result: answer } = await session.send('Runtime.callFunctionOn', {
    objectId: objects.objectId,
    functionDeclaration: `function () { return (${sum})(this); }`,
    returnByValue: true,
  });
  return Number(answer.value);
}

/** A lost WebGL context is free already, though its object may live on. */
const COUNT = '(all) => all.filter((each) => !each.isContextLost?.()).length';

async function instances(session: CDPSession): Promise<Census> {
  const counts: Record<string, number> = {};
  for (const name of CLASSES) {
    const count = await ofInstances(session, name, COUNT);
    if (count > 0) counts[name] = count;
  }
  await session.send('Runtime.releaseObjectGroup', { objectGroup: 'census' });
  return counts;
}

async function heap(session: CDPSession): Promise<{ heap: number; buffers: number }> {
  // Its types know the first number alone.
  const usage = (await session.send('Runtime.getHeapUsage')) as {
    usedSize: number;
    backingStorageSize?: number;
  };
  return { heap: usage.usedSize, buffers: usage.backingStorageSize ?? 0 };
}

/** The same figures under longer names. */
export const prefixed = (prefix: string, census: Census): Census =>
  Object.fromEntries(Object.entries(census).map(([name, value]) => [`${prefix} ${name}`, value]));

/** What a worker holds; undefined for one that ends while it is asked, as after a figure that was closed in mid-run. */
async function livingWorker(worker: WebWorker): Promise<Census | undefined> {
  try {
    return await workerCensus(worker);
  } catch (error) {
    if (error instanceof Error && error.name === 'TargetCloseError') return undefined;
    throw error;
  }
}

/** Memories of WebAssembly count here, in the worker that made them. */
async function workerCensus(worker: WebWorker): Promise<Census> {
  const session = worker.client;
  await collectGarbage(session);
  const wasm = await ofInstances(
    session,
    'WebAssembly?.Memory',
    '(all) => all.reduce((sum, { buffer }) => sum + buffer.byteLength, 0)',
  );
  return { ...(await heap(session)), wasm, ...(await instances(session)) };
}

export interface Watched {
  census(): Promise<Census>;
}

/** Opens the page's debugging session once; each `census()` collects garbage first, in the page and in its workers. */
export async function watch(page: Page): Promise<Watched> {
  const session = await page.createCDPSession();
  await session.send('Performance.enable');
  return {
    async census() {
      // The one that computes; threads of WebAssembly (blob:) share its memory.
      const own = page.workers().find((worker) => !worker.url().startsWith('blob:'));
      const inWorker = own && (await livingWorker(own));
      await collectGarbage(session);
      const counted = await instances(session);
      const { metrics } = await session.send('Performance.getMetrics');
      const metric = (name: string) => metrics.find((each) => each.name === name)?.value ?? Number.NaN;
      return {
        ...prefixed('page', {
          ...(await heap(session)),
          nodes: metric('Nodes'),
          documents: metric('Documents'),
          listeners: metric('JSEventListeners'),
          ...counted,
        }),
        workers: page.workers().length,
        ...(inWorker ? prefixed('worker', inWorker) : {}),
      };
    },
  };
}
