import { describe, expect, it } from 'vitest';
import { TEXTBOOK_PRINTED, TEXTBOOK_SETUP, textbookExample } from '../../src/theory/textbookExample';
import { bytesIn } from '../../src/theory/units';
import { architectureOf } from './architectures';

describe('textbookExample', () => {
  const example = textbookExample(architectureOf('llama-7b'));

  it('E10: states are 53.9 GB = 50.2 GiB, activations 6.39 GB = 5.95 GiB', () => {
    expect(bytesIn(example.states, 'GB').toFixed(1)).toBe('53.9');
    expect(bytesIn(example.states, 'GiB').toFixed(1)).toBe('50.2');
    expect(bytesIn(example.activations, 'GB').toFixed(2)).toBe('6.39');
    expect(bytesIn(example.activations, 'GiB').toFixed(2)).toBe('5.95');
  });

  it('has 8BTV + 6 GB as its third term', () => {
    expect(bytesIn(example.loss, 'GB').toFixed(2)).toBe('4.19');
    expect(example.other).toBe(6e9);
    expect(bytesIn(example.rest, 'GB').toFixed(1)).toBe('10.2');
  });

  it('sums to the total', () => {
    expect(example.rest).toBe(example.loss + example.other);
    expect(example.states + example.activations + example.rest).toBe(example.total);
  });

  it("states the deck's setting and what it prints", () => {
    expect(TEXTBOOK_SETUP).toEqual({ gpus: 2, batch: 8, sequence: 2048 });
    expect(TEXTBOOK_PRINTED).toEqual({ states: 50, activations: 6.2, rest: 10, total: 66 });
  });
});
