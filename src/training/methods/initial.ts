import type { Values } from '../engine';
import { sizeOf } from '../model/config';
import type { Random } from '../random';

export function zeros(shape: readonly number[]): Values {
  return { shape, data: new Float32Array(sizeOf(shape)) };
}

export function ones(shape: readonly number[]): Values {
  return { shape, data: new Float32Array(sizeOf(shape)).fill(1) };
}

/** Independent normal numbers with mean 0 and the standard deviation `deviation`. */
export function gaussian(shape: readonly number[], deviation: number, random: Random): Values {
  const data = new Float32Array(sizeOf(shape)).map(() => random.gaussian() * deviation);
  return { shape, data };
}

/**
 * Uniform numbers within ±1/√inputs for a matrix [outputs, inputs]: PyTorch's `kaiming_uniform_(a=√5)`, the start of its
 * linear layers and of PEFT's A.
 */
export function kaimingUniform(shape: readonly number[], random: Random): Values {
  const bound = 1 / Math.sqrt(shape[1] as number);
  const data = new Float32Array(sizeOf(shape)).map(() => (2 * random.uniform() - 1) * bound);
  return { shape, data };
}
