import { choice, type IntegerField, integer, type Schema } from '../base/state';
import { DRAWING_FIELD, DRAWING_SIZE } from './drawing';

export const MATRIX_IDS = ['learned', 'random', 'picture', 'drawn'] as const;
export type MatrixId = (typeof MATRIX_IDS)[number];

export interface RankDecompositionState {
  readonly matrix: MatrixId;
  /** R: how many terms are added up. Where it is more than the matrix has, all are. */
  readonly rank: number;
  /** Heat maps, or slabs in space. */
  readonly view: 'flat' | 'space';
  /** The reader's own matrix, three cells a letter. */
  readonly drawing: string;
  /** Where the reader stands before the slabs: degrees around and above, and distance in percent. */
  readonly azimuth: number;
  readonly elevation: number;
  readonly distance: number;
}

/** H of the matrices that are not drawn. */
export const SIDE = 128;
export const sideOf = (matrix: MatrixId): number => (matrix === 'drawn' ? DRAWING_SIZE : SIDE);

const RANKS = [1, 2, 3, 4, 5, 6, 7, 8, 10, 12, 14, 16, 20, 24, 28, 32, 40, 48, 56, 64, 80, 96, 112, SIDE];

export const RANK_FIELD: IntegerField = integer(4, RANKS);

/** The ranks at which a slider stops and the table has a row: up to full rank. */
export const ranksUpTo = (side: number): readonly number[] => RANKS.filter((rank) => rank <= side);

export const RANK_DECOMPOSITION_SCHEMA = {
  matrix: choice<MatrixId>('learned', MATRIX_IDS),
  rank: RANK_FIELD,
  view: choice<RankDecompositionState['view']>('flat', ['flat', 'space']),
  drawing: DRAWING_FIELD,
  azimuth: integer(30, [-180, 180]),
  elevation: integer(16, [0, 85]),
  distance: integer(100, [40, 300]),
} satisfies Schema<RankDecompositionState>;

/** R as far as the matrix has terms. */
export const shownRank = ({ matrix, rank }: RankDecompositionState): number => Math.min(rank, sideOf(matrix));
