/** Build time only: the matrices taken apart, and their pictures as files, for who reads without JavaScript. */
import { readFileSync } from 'node:fs';
import { heatMapPng } from '../../scenes/rankDecomposition/png';
import { decompose } from '../../theory/decomposition';
import { drawnMatrix, learnedMatrix, pictureMatrix, randomMatrix } from './matrices';
import { MAPS, type MapName, mapsAt, type TakenApart, takeApart } from './parts';
import { MATRIX_IDS, type MatrixId, RANK_DECOMPOSITION_SCHEMA, sideOf } from './state';

const LEARNED = 'src/widgets/rank-decomposition/learned-update.bin';
/** Ranks that a lesson's figure can start from: each is a few pictures more. */
const STARTING_RANKS = [1, 2, 4, 8, 16];

const kept = new Map<string, TakenApart>();

export function takenApart(id: MatrixId, drawing = RANK_DECOMPOSITION_SCHEMA.drawing.initial): TakenApart {
  const key = id === 'drawn' ? `${id} ${drawing}` : id;
  const made = kept.get(key) ?? compute(id, drawing);
  kept.set(key, made);
  return made;
}

function compute(id: MatrixId, drawing: string): TakenApart {
  const matrix = {
    learned: () => {
      const file = readFileSync(LEARNED);
      return learnedMatrix(file.buffer.slice(file.byteOffset, file.byteOffset + file.byteLength));
    },
    random: randomMatrix,
    picture: pictureMatrix,
    drawn: () => drawnMatrix({ drawing }),
  }[id]();
  return takeApart(id, matrix, decompose(matrix));
}

/**
 * A picture's path below the site's root.
 *
 * @throws Error for a rank or a drawing of which no picture is made
 */
export function picturePath(
  { matrix, rank, drawing }: { matrix: MatrixId; rank: number; drawing: string },
  map: MapName,
): string {
  if (!STARTING_RANKS.includes(rank) || drawing !== RANK_DECOMPOSITION_SCHEMA.drawing.initial) {
    throw new Error(
      `rank-decomposition starts from the ranks ${STARTING_RANKS.join(', ')} and its own drawing`,
    );
  }
  return `/figures/rank/${pictureName(matrix, rank, map)}.png`;
}

const pictureName = (matrix: MatrixId, rank: number, map: MapName): string =>
  map === 'target' ? `${matrix}-target` : `${matrix}-${rank}-${map}`;

/** Every picture that a page may show before its code has come, by name. */
export const PICTURES: ReadonlyMap<string, () => Buffer> = new Map(
  MATRIX_IDS.flatMap((matrix) =>
    STARTING_RANKS.flatMap((rank) =>
      MAPS.map(
        (map) =>
          [
            pictureName(matrix, rank, map),
            () => heatMapPng(mapsAt(takenApart(matrix), Math.min(rank, sideOf(matrix)))[map]),
          ] as const,
      ),
    ),
  ),
);
