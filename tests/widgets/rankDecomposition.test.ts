import { describe, expect, it } from 'vitest';
import { LANGUAGES, type Language } from '../../src/i18n/languages';
import { messagesOf } from '../../src/i18n/messages';
import { translator } from '../../src/i18n/translate';
import { SHARED_MESSAGES } from '../../src/widgets/base/sharedMessages';
import { initialState, readState, writeState } from '../../src/widgets/base/state';
import { PICTURES, picturePath, takenApart } from '../../src/widgets/rank-decomposition/build';
import { describeRank, tabulateRanks } from '../../src/widgets/rank-decomposition/describe';
import {
  DRAWING_FIELD,
  DRAWING_SIZE,
  DRAWINGS,
  readDrawing,
  withCell,
  writeDrawing,
} from '../../src/widgets/rank-decomposition/drawing';
import {
  MATRIX_IDS,
  RANK_DECOMPOSITION_SCHEMA,
  type RankDecompositionState,
  ranksUpTo,
  SIDE,
} from '../../src/widgets/rank-decomposition/state';

const around = (language: Language) => ({
  language,
  translate: translator(language, messagesOf(language, [...SHARED_MESSAGES, 'rankDecomposition'])),
});
const at = (query: string): RankDecompositionState =>
  readState<RankDecompositionState>(RANK_DECOMPOSITION_SCHEMA, query).state;
const describeAt = (query: string, language: Language = 'en') => {
  const state = at(query);
  const parts = takenApart(state.matrix, state.drawing);
  return { ...describeRank(state, parts, around(language)), ...tabulateRanks(parts, around(language)) };
};

describe.each(LANGUAGES)('in %s', (language) => {
  it.each(MATRIX_IDS)('says what a rank of %s misses, in words and in the table', (matrix) => {
    for (const rank of [1, 8, 128]) {
      const { result, about, head, rows } = describeAt(`matrix=${matrix}&rank=${rank}`, language);
      expect(result).not.toMatch(/undefined|NaN/);
      expect(about.length).toBeGreaterThan(10);
      for (const row of rows) expect(row.cells.length).toBe(head.length - 1);
    }
  });

  it('has other words for a matrix that is whole, and for none', () => {
    const results = ['rank=1', 'rank=2', `drawing=${DRAWINGS.empty}`].map(
      (query) => describeAt(`matrix=drawn&${query}`, language).result,
    );
    expect(new Set(results).size).toBe(3);
  });
});

describe('the matrices', () => {
  const error = (matrix: (typeof MATRIX_IDS)[number], rank: number) => takenApart(matrix).errors[rank] ?? 1;

  it('lose everything at rank 0 and nothing at full rank, and less with every term', () => {
    for (const matrix of MATRIX_IDS) {
      const { errors, side } = takenApart(matrix);
      expect(errors.length).toBe(side + 1);
      expect(errors[0]).toBeCloseTo(1, 12);
      expect(errors[side]).toBeLessThan(1e-9);
      expect([...errors]).toEqual([...errors].sort((one, two) => two - one));
    }
  });

  it('need few terms where something repeats: the learned update fewer than random numbers', () => {
    expect(error('learned', 8)).toBeLessThan(0.75 * error('random', 8));
    expect(error('picture', 8)).toBeLessThan(0.25);
    expect(error('drawn', 2)).toBeLessThan(1e-9);
  });

  it('are drawn so that sum and rest make the whole', () => {
    const { target, sum, rest } = takenApart('picture');
    const [part, other] = [sum(5).data, rest(5).data];
    target.data.forEach((value, index) => {
      expect((part[index] ?? 0) + (other[index] ?? 0)).toBeCloseTo(value, 9);
    });
  });

  it('count the numbers of A and Bᵀ against those of ΔW', () => {
    const { rows, chart } = describeAt('matrix=learned&rank=8');
    const row = rows.find(({ header }) => header === '8');
    const value = (name: string) => row?.cells.find((cell) => cell.name === name)?.value;
    expect(value('parameters')).toBe(2 * SIDE * 8);
    expect(value('share')).toBe((2 * 8) / SIDE);
    expect(value('relative-error')).toBe(error('learned', 8));
    expect(chart.whole).toBe(SIDE * SIDE);
    expect(rows.map(({ header }) => Number(header))).toEqual(ranksUpTo(SIDE));
  });
});

describe('the drawing', () => {
  it('is kept in a link, three cells a letter', () => {
    for (const text of Object.values(DRAWINGS)) {
      expect(text).toMatch(/^[a-z_]{48}$/);
      expect(writeDrawing(readDrawing(text))).toBe(text);
      expect(DRAWING_FIELD.parse(text)).toEqual({ value: text });
    }
    const state = {
      ...initialState<RankDecompositionState>(RANK_DECOMPOSITION_SCHEMA),
      drawing: DRAWINGS.block,
    };
    const query = writeState<RankDecompositionState>(RANK_DECOMPOSITION_SCHEMA, state).toString();
    expect(at(query)).toEqual(state);
  });

  it('has the ranks that the figure says', () => {
    const rank = (drawing: string) =>
      takenApart('drawn', drawing).values.filter((value) => value > 1e-9).length;
    expect([DRAWINGS.block, DRAWINGS.cross, DRAWINGS.diagonal, DRAWINGS.empty].map(rank)).toEqual([
      1,
      2,
      DRAWING_SIZE,
      0,
    ]);
  });

  it('takes one cell, and refuses what is no drawing', () => {
    const text = withCell(DRAWINGS.empty, 11, 11, -1);
    expect(readDrawing(text).filter((cell) => cell !== 0)).toEqual([-1]);
    expect(readDrawing(text)[143]).toBe(-1);
    for (const wrong of ['', 'a', 'A'.repeat(48), 'a'.repeat(49)]) {
      expect(DRAWING_FIELD.parse(wrong)).toHaveProperty('problem');
    }
  });
});

describe('the pictures of the build', () => {
  it('are there for the states that a lesson may start from', () => {
    const path = picturePath({ ...at(''), rank: 8 }, 'sum');
    expect(PICTURES.has(path.replace(/^.*\//, '').replace('.png', ''))).toBe(true);
    expect(() => picturePath({ ...at(''), rank: 9 }, 'sum')).toThrow(/ranks/);
  });
});
