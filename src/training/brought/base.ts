import { dispose, type Tensor, type Tensors, toDeviceArrays, toTensor } from '../engine';
import { nf4Tables, quantizedMatrix } from '../methods/qlora';
import { layerShapes, MATRICES, matrixName, outputName, sizeOf } from '../model/config';
import type { BroughtMethod, BroughtProgress } from './api';
import { type Checkpoint, readTensor, release } from './checkpoint';

/** A checkpoint's weights on the device. Freed by `disposeBase`. */
export interface Base {
  /** Embedding, last norm, and the output layer where it is a matrix of its own. */
  readonly outer: Tensors;
  /** Each layer's under the names of layer 0, so that one compiled function serves all: float32, matrices perhaps in NF4. */
  readonly layers: readonly Tensors[];
  /** What NF4's codes are looked up in; undefined where all is float32. */
  readonly tables: Tensors | undefined;
}

/** Numbers of a piece of memory that is not kept for smaller tensors. */
const LARGE_ROOM = 2 ** 24;

/** The names of a layer's tensors as those of layer 0. */
export const asFirst = (name: string, layer: number): string =>
  name.replace(`model.layers.${layer}.`, 'model.layers.0.');

/**
 * Reads the weights tensor by tensor and puts them on the default device, for QLoRA each layer's matrices in NF4. Besides
 * what stays there one tensor is held in float32; the largest are read first, while the device is still empty.
 *
 * @throws CheckpointError, TroubleError; then nothing stays on the device
 */
export async function loadBase(
  checkpoint: Checkpoint,
  method: BroughtMethod,
  onProgress: (progress: BroughtProgress) => void,
): Promise<Base> {
  const { config, tensors } = checkpoint;
  const total = [...tensors.values()].reduce((sum, { begin, end }) => sum + end - begin, 0);
  let done = 0;
  let room = new Float32Array(0);
  const shapeOf = (name: string) => tensors.get(name)?.shape ?? [];
  const read = (name: string, phase: BroughtProgress['phase']) => {
    const size = sizeOf(shapeOf(name));
    if (room.length < size || room.length > LARGE_ROOM) {
      release(room.buffer);
      room = new Float32Array(size);
    }
    return readTensor(checkpoint, name, room, (bytes) => {
      done += bytes;
      onProgress({ phase, done, total });
    });
  };
  const plain = async (name: string): Promise<Tensor> => {
    const data = await read(name, 'read');
    return toTensor({ shape: shapeOf(name), data });
  };
  const outer: Record<string, Tensor> = {};
  const layers: Record<string, Tensor>[] = [];
  const tables = method === 'qlora' ? toDeviceArrays(nf4Tables()) : undefined;
  try {
    for (const name of new Set(['model.embed_tokens', outputName(config), 'model.norm'])) {
      outer[`${name}.weight`] = await plain(`${name}.weight`);
    }
    for (let layer = 0; layer < config.num_hidden_layers; layer++) {
      const held: Record<string, Tensor> = {};
      layers.push(held);
      const matrices = new Set(MATRICES.map((matrix) => `${matrixName(layer, matrix)}.weight`));
      for (const name of Object.keys(layerShapes(config, layer))) {
        const key = asFirst(name, layer);
        if (!tables || !matrices.has(name)) held[key] = await plain(name);
        else Object.assign(held, toDeviceArrays(quantizedMatrix(key, await read(name, 'quantize'))));
      }
    }
    return { outer, layers, tables };
  } catch (cause) {
    disposeBase({ outer, layers, tables });
    throw cause;
  } finally {
    release(room.buffer);
  }
}

export function disposeBase({ outer, layers, tables }: Base): void {
  dispose(outer);
  for (const layer of layers) dispose(layer);
  if (tables) dispose(tables);
}
