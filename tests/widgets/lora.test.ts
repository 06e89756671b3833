import { describe, expect, it } from 'vitest';
import { LANGUAGES } from '../../src/i18n/languages';
import { messagesOf } from '../../src/i18n/messages';
import { translator } from '../../src/i18n/translate';
import { SHARED_MESSAGES } from '../../src/widgets/base/sharedMessages';
import { initialState, readState } from '../../src/widgets/base/state';
import { describeForwardBackward } from '../../src/widgets/forward-backward/describe';
import { mapAt, PARTS } from '../../src/widgets/forward-backward/map';
import {
  FORWARD_BACKWARD_SCHEMA,
  type ForwardBackwardState,
  STARTS,
  STEP_FORMULAS,
  STEPS,
} from '../../src/widgets/forward-backward/state';
import { describeLoraStart, LORA_START_SCHEMA, PANEL } from '../../src/widgets/lora-start/describe';

const around = (language: (typeof LANGUAGES)[number], section: string) => ({
  language,
  translate: translator(language, messagesOf(language, [...SHARED_MESSAGES, section])),
});

const STATES: readonly ForwardBackwardState[] = STARTS.flatMap((start) =>
  STEPS.map((_, at) => ({ step: at + 1, start })),
);

/** The value of `½ · ((−0.5)² + 0.2²)`. */
function worked(text: string): number {
  const code = text.replaceAll('·', '*').replaceAll('−', '-').replaceAll('½', '0.5').replaceAll('²', '**2');
  expect(code).toMatch(/^[\d.+\-*()\s]+$/);
  return Number(new Function(`return ${code}`)());
}

describe.each(LANGUAGES)('forward and backward in %s', (language) => {
  const all = STATES.map((state) => ({
    state,
    ...describeForwardBackward(state, around(language, 'forwardBackward')),
  }));

  it('has words, a place and an equation for every step of every start', () => {
    for (const { result, title, pieces, place, state } of all) {
      expect(result.length).toBeGreaterThan(8);
      expect(title).not.toBe('');
      expect(place).toContain(String(state.step));
      expect(pieces.length).toBeGreaterThan(2);
    }
  });

  it('works out the first number of each result', () => {
    for (const { arithmetic, step } of all) {
      if (arithmetic === '') {
        expect(['given', 'never']).toContain(step);
        continue;
      }
      const [left = '', right = ''] = arithmetic.split(' = ');
      // Both sides are made of rounded numbers.
      expect(Math.abs(worked(left) - worked(right))).toBeLessThan(2e-3);
      expect(arithmetic).not.toMatch(/-|−0(?![.\d])/);
    }
  });

  it('keeps the table’s shape and never lists the gradient of W', () => {
    const first = all[0]?.rows.map(({ header, cells }) => [header, cells.length]);
    for (const { rows } of all) {
      expect(rows.map(({ header, cells }) => [header, cells.length])).toEqual(first);
      expect(rows.some(({ header }) => header.includes('∂ℒ/∂W'))).toBe(false);
    }
  });

  it('crosses out the gradient of W, and gives it no numbers', () => {
    const crossed = all.flatMap(({ pieces }) =>
      pieces.flatMap((piece) => (piece !== 'break' && piece.matrix.crossed ? [piece.matrix] : [])),
    );
    expect(crossed.length).toBe(STARTS.length);
    for (const { symbol, rows } of crossed) {
      expect(symbol).toBe('∂ℒ/∂W');
      expect(new Set(rows.flat())).toEqual(new Set(['·']));
    }
  });

  it('says of a start from zero that it is stuck', () => {
    const said = (start: ForwardBackwardState['start']) =>
      all.filter(({ state }) => state.start === start).map(({ result }) => result);
    expect(said('zero').at(-1)).not.toBe(said('midway').at(-1));
    expect(said('fresh')).not.toEqual(said('midway'));
  });
});

describe('the map of the layer', () => {
  it('computes every part in some step, and reads none before it is there', () => {
    const seen = new Set<string>();
    for (const step of STEPS) {
      const { phases } = mapAt(step);
      for (const part of PARTS) {
        // Ways are drawn from the start; what stands on them is not.
        if (phases[part] === 'used' && !part.includes('-')) expect(seen, `${step}: ${part}`).toContain(part);
      }
      for (const part of PARTS) if (phases[part] === 'now') seen.add(part);
    }
    expect(PARTS.filter((part) => !seen.has(part) && !part.startsWith('x-'))).toEqual([]);
  });

  it('has a formula for every step, and runs back from the output’s gradient to W’s', () => {
    expect(Object.keys(STEP_FORMULAS)).toEqual([...STEPS]);
    expect(STEPS.filter((step) => mapAt(step).back)).toEqual(['output', 'factorB', 'factorA', 'never']);
  });
});

describe.each(LANGUAGES)('ways to start in %s', (language) => {
  const words = around(language, 'loraStart');

  it('draws every number of steps within its panel', () => {
    for (const steps of LORA_START_SCHEMA.steps.stops) {
      const { panels, result, rows, head } = describeLoraStart({ steps }, words);
      expect(result.length).toBeGreaterThan(10);
      for (const { path, dot } of panels) {
        expect(path.split('L')).toHaveLength(steps + 1);
        expect(dot[0]).toBeLessThanOrEqual(PANEL.right);
        expect(dot[1]).toBeGreaterThanOrEqual(PANEL.top);
        expect(dot[1]).toBeLessThanOrEqual(PANEL.bottom);
      }
      for (const { cells } of rows) expect(cells).toHaveLength(head.length - 1);
    }
  });

  it('shows three that learn and one that does not', () => {
    const lossAfter = (steps: number) =>
      describeLoraStart({ steps }, words).panels.map(({ quantities }) => quantities[0]?.value ?? 0);
    const [before, after] = [lossAfter(0), lossAfter(12)];
    expect(after.filter((loss) => loss < 0.01)).toHaveLength(3);
    expect(after.at(-1)).toBe(before.at(-1));
  });
});

it('both figures have a first state that a link can name', () => {
  expect(initialState<ForwardBackwardState>(FORWARD_BACKWARD_SCHEMA)).toEqual({ step: 1, start: 'midway' });
  expect(readState(FORWARD_BACKWARD_SCHEMA, 'step=13').problems.step?.kind).toBe('range');
  expect(readState(LORA_START_SCHEMA, 'steps=12').state.steps).toBe(12);
});
