import { describe, expect, it } from 'vitest';
import { furtherStates } from '../../src/lesson/galleryStates';
import { choice, type Field, integer, subset } from '../../src/widgets/base/state';

const text: Field<string> = { initial: '', format: (value) => value, parse: (value) => ({ value }) };
const SCHEMA = {
  note: text,
  method: choice('lora', ['full', 'lora', 'qlora']),
  gpus: integer(2, [1, 2, 4, 8]),
  targets: subset(['q', 'v'], ['q', 'k', 'v', 'o']),
};

describe('states of the gallery', () => {
  it('change one field each, to the far end of what it offers', () => {
    expect(furtherStates(SCHEMA, '', 3)).toEqual(['v=1&method=qlora', 'v=1&gpus=8', 'v=1&targets=q']);
  });

  it('differ from what the figure starts from, and are no more than asked for', () => {
    expect(furtherStates(SCHEMA, 'method=qlora&gpus=8&targets=q', 3)).toEqual([
      'v=1&method=lora',
      'v=1&gpus=4',
      'v=1&targets=q,k,v,o',
    ]);
    expect(furtherStates(SCHEMA, '', 1)).toEqual(['v=1&method=qlora']);
  });

  it('are none where nothing else is on offer', () => {
    expect(furtherStates({ note: text, only: choice('a', ['a']) }, '', 3)).toEqual([]);
  });
});
