import { describe, expect, it } from 'vitest';
import { modelById } from '../../src/facts/models';
import { LANGUAGES } from '../../src/i18n/languages';
import { messagesOf } from '../../src/i18n/messages';
import { translator } from '../../src/i18n/translate';
import { MATRIX_NAMES } from '../../src/theory/architecture';
import { countLora } from '../../src/theory/parameters';
import { SHARED_MESSAGES } from '../../src/widgets/base/sharedMessages';
import { initialState, readState } from '../../src/widgets/base/state';
import {
  CHOICES,
  describeMatrixPicker,
  MATRIX_PICKER_SCHEMA,
  type MatrixPickerState,
} from '../../src/widgets/matrix-picker/describe';
import { partsOf } from '../../src/widgets/matrix-picker/drawing';
import { GATED_MODELS } from '../../src/widgets/shared/gatedModels';
import {
  describeTermLeft,
  LEFT_TERMS,
  TERM_LEFT_SCHEMA,
  type TermLeftState,
  termsLeft,
} from '../../src/widgets/term-left/describe';

const around = (language: (typeof LANGUAGES)[number], section: string) => ({
  language,
  translate: translator(language, messagesOf(language, [...SHARED_MESSAGES, section])),
});
const picker = (query: string, language: (typeof LANGUAGES)[number] = 'en') =>
  describeMatrixPicker(
    readState<MatrixPickerState>(MATRIX_PICKER_SCHEMA, query).state,
    around(language, 'matrixPicker'),
  );
const left = (patch: Partial<TermLeftState>): TermLeftState => ({
  ...initialState<TermLeftState>(TERM_LEFT_SCHEMA),
  ...patch,
});

describe('the layer whose matrices are chosen', () => {
  it('adds up to the exact count, for every model and choice', () => {
    for (const { id } of GATED_MODELS) {
      for (const { targets } of CHOICES) {
        const { rows } = picker(`model=${id}&rank=8&targets=${targets.join(',')}`);
        const sum = rows
          .flatMap((row) => row.cells)
          .filter(({ name }) => name === 'trainable')
          .reduce((total, { value }) => total + value, 0);
        expect(sum, `${id} ${targets}`).toBe(countLora(modelById(id).architecture, 8, targets));
      }
    }
  });

  it('says whether 8LHR is right, too much or too little', () => {
    expect(picker('').result).toContain('the same, 16,777,216');
    expect(picker('targets=k,v').result).toContain('8,388,608');
    expect(picker('targets=k,v').result).toContain('2 times as many');
    expect(picker('model=llama-3.1-8b').result).toContain('13,631,488');
    expect(picker('targets=q,k,v,o,gate,up,down').result).toContain('2.38 times as large');
    for (const query of ['', 'targets=k', 'targets=q,k,v,o,gate,up,down', 'model=mixtral-8x7b']) {
      expect(picker(query, 'zh').result).toMatch(/8LHR/);
      expect(picker(query, 'zh').sum).not.toMatch(/[{}]/);
    }
  });

  it('draws sides to scale, within its box, and hides nothing', () => {
    for (const { id } of GATED_MODELS) {
      for (const matrix of picker(`model=${id}&rank=256`).matrices) {
        const { w, a, b } = partsOf(matrix);
        for (const { x, y, width, height } of [w, a, b]) {
          expect(Math.min(x, y, width, height)).toBeGreaterThanOrEqual(0);
          expect(Math.max(x + width, y + height)).toBeLessThanOrEqual(100);
        }
        // A stands as high as W, Bᵀ as wide.
        expect([a.height, b.width]).toEqual([w.height, w.width]);
      }
    }
    const [query, key] = picker('model=llama-3.1-8b').matrices;
    expect((query?.width ?? 0) / (key?.width ?? 1)).toBeCloseTo(4, 0);
  });
});

describe('which term is left', () => {
  it('shows each bar as the whole of its own memory', () => {
    for (const patch of [{}, { batch: 64 }, { rank: 256, matrices: 'all' }, { recompute: 'none' }] as const) {
      const { bars, rows, head } = describeTermLeft(left(patch), around('en', 'termLeft'));
      for (const bar of bars.bars) {
        expect(bar.parts.reduce((sum, { value }) => sum + value, 0)).toBeCloseTo(1, 9);
      }
      for (const row of rows) expect(row.cells.length).toBe(head.length - 1);
    }
  });

  it('keeps the data’s terms, whatever is frozen', () => {
    for (const patch of [{}, { batch: 16, sequence: 512 }, { recompute: 'none' }] as const) {
      const [full, lora] = [termsLeft(left(patch), 'full'), termsLeft(left(patch), 'lora')];
      expect([lora.activations, lora.logits]).toEqual([full.activations, full.logits]);
      expect(lora.total).toBeLessThan(full.total);
    }
    expect(termsLeft(left({}), 'lora').total).toBe(21_068_569_600);
  });

  it.each(LANGUAGES)('names the largest term, which changes with the run (%s)', (language) => {
    const results = [
      left({}),
      left({ batch: 64, sequence: 8192 }),
      left({ batch: 8, recompute: 'none' }),
    ].map((state) => describeTermLeft(state, around(language, 'termLeft')).result);
    expect(new Set(results).size).toBe(results.length);
    for (const result of results) expect(result).not.toMatch(/[{}]|undefined/);
    for (const term of LEFT_TERMS) {
      expect(around(language, 'termLeft').translate(`termLeft.in.${term}`)).not.toBe('');
    }
  });

  it('has all seven matrices in the drawing', () => {
    expect(picker('').matrices.map(({ name }) => name)).toEqual(MATRIX_NAMES);
  });
});
