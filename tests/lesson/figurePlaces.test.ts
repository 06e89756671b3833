import { describe, expect, it } from 'vitest';
import { figuresIn } from '../../src/lesson/figurePlaces';

describe('the figures of a lesson’s text', () => {
  it('are found with their ids and what they start from, in order', () => {
    const body = [
      'Text with a <Value of="total" />.',
      '<Figure name="zero-stages" model="llama-33b" gpus={8} />',
      '<Figure',
      '  name="decision-guide"',
      '  id="on-a-slide"',
      '  gpu="rtx-a6000-48g"',
      '/>',
      '<Figure name="memory-calculator" main />',
      '<FigureOfSpeech name="none" />',
    ].join('\n');
    expect(figuresIn(body)).toEqual([
      { name: 'zero-stages', id: 'zero-stages', start: 'model=llama-33b&gpus=8' },
      { name: 'decision-guide', id: 'on-a-slide', start: 'gpu=rtx-a6000-48g' },
      { name: 'memory-calculator', id: 'memory-calculator', start: '' },
    ]);
  });

  it('are none in a text without figures', () => {
    expect(figuresIn('No figure.')).toEqual([]);
  });
});
