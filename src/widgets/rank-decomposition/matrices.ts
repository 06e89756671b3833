import type { Matrix } from '../../theory/decomposition';
import { halvesToFloat32 } from '../../training/formats/halves';
import { createRandom } from '../../training/random';
import { DRAWING_SIZE, readDrawing } from './drawing';
import { lighthouse, PICTURE_SIZE } from './picture';
import { type RankDecompositionState, SIDE } from './state';

/** Stored little-endian, as every machine that runs browsers is. */
export function learnedMatrix(bytes: ArrayBuffer): Matrix {
  const data = Float64Array.from(halvesToFloat32(new Uint16Array(bytes)));
  if (data.length !== SIDE * SIDE) throw new Error(`the learned update has ${data.length} numbers`);
  return { rows: SIDE, columns: SIDE, data };
}

/** Independent numbers from the normal distribution of mean 0 and variance 1. */
export function randomMatrix(): Matrix {
  const random = createRandom(1, 'rank-decomposition');
  return { rows: SIDE, columns: SIDE, data: Float64Array.from({ length: SIDE * SIDE }, random.gaussian) };
}

export function pictureMatrix(): Matrix {
  return { rows: PICTURE_SIZE, columns: PICTURE_SIZE, data: lighthouse() };
}

export function drawnMatrix({ drawing }: Pick<RankDecompositionState, 'drawing'>): Matrix {
  return { rows: DRAWING_SIZE, columns: DRAWING_SIZE, data: Float64Array.from(readDrawing(drawing)) };
}
