import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRandom } from '../../src/training/random';
import { TASKS } from '../../src/training/tasks';
import { corpusStory } from '../../src/training/text/corpus';
import { countTokens } from '../../src/training/text/story';
import { createTokenizer } from '../../src/training/tokenizer';

const FOLDER = join(import.meta.dirname, '../../public/models/tiny');
const read = (name: string) => JSON.parse(readFileSync(join(FOLDER, name), 'utf8'));
const file = read('tokenizer.json');
const config = read('tokenizer_config.json');
const tokenizer = createTokenizer(file, config);

/** Ids of the 256 bytes: 4 to 259. A byte that is a sign or a digit is a token of the corpus like others. */
const isLetterByte = (id: number) =>
  id >= 4 && id < 260 && /[\p{L}\u0080-\u{10ffff}]/u.test(tokenizer.decode([id]));

describe('the tokenizer', () => {
  it('has 768 tokens, the special ones first', () => {
    expect(tokenizer.size).toBe(768);
    expect(Object.values(file.model.vocab).sort((a, b) => Number(a) - Number(b))).toEqual(
      Array.from({ length: 768 }, (_, id) => id),
    );
    expect([tokenizer.pad, tokenizer.bos, tokenizer.eos]).toEqual([0, 1, 2]);
    expect(config.model_max_length).toBe(128);
  });

  it('reads every word of 20,000 stories as one token', { timeout: 60_000 }, () => {
    // "A" is a byte, and alone at the beginning of a quoted sentence ("A drum") a word too.
    const allowed = new Set(tokenizer.encode('"A').slice(-1));
    for (let i = 0; i < 20_000; i++) {
      const text = corpusStory(77, i);
      const ids = tokenizer.encode(text);
      if (ids.length !== countTokens(text) || ids.some((id) => isLetterByte(id) && !allowed.has(id))) {
        expect.fail(text);
      }
    }
  });

  it('gives back every story and every example', () => {
    for (let i = 0; i < 500; i++)
      expect(tokenizer.decode(tokenizer.encode(corpusStory(78, i)))).toBe(corpusStory(78, i));
    for (const task of TASKS) {
      const random = createRandom(78, task.id);
      for (let i = 0; i < 500; i++) {
        const { prompt, answer } = task.example(random);
        const ids = [...tokenizer.encode(prompt), ...tokenizer.encode(answer)];
        expect(tokenizer.decode(ids)).toBe(`${prompt} ${answer}`);
        expect(ids).toEqual(tokenizer.encode(`${prompt} ${answer}`));
      }
    }
  });

  it('loses nothing of any text', () => {
    const lossless = (text: string) => {
      expect(tokenizer.decode(tokenizer.encode(text))).toBe(text);
    };
    for (const text of [
      '',
      ' ',
      '  ',
      '\n',
      ' \n x',
      'x ',
      ' a',
      "don't",
      '你好，世界',
      '👩‍👩‍👧 👋🏽',
      'Ġ',
      '²½ 12',
      '<eos>',
    ])
      lossless(text);
    fc.assert(fc.property(fc.string({ unit: 'binary' }), lossless));
    fc.assert(fc.property(fc.string({ unit: 'grapheme' }), lossless));
    fc.assert(
      fc.property(fc.array(fc.constantFrom('Mara', ' ', '\n', '"', '<eos>', '<', '中', '7')), (parts) =>
        lossless(parts.join('')),
      ),
    );
  });

  it('reads no special token out of a text, and writes none', () => {
    const ids = tokenizer.encode('<bos> <eos><pad>');
    for (const special of [tokenizer.pad, tokenizer.bos, tokenizer.eos]) expect(ids).not.toContain(special);
    expect(tokenizer.decode([tokenizer.bos, ...tokenizer.encode('Mara'), tokenizer.eos])).toBe('Mara');
    expect(tokenizer.decode([tokenizer.bos])).toBe('');
    expect(tokenizer.decode([])).toBe('');
  });

  it('reads numbers digit by digit', () => {
    expect(tokenizer.encode('27+45=').map((id) => tokenizer.decode([id]))).toEqual([
      '',
      '2',
      '7',
      '+',
      '4',
      '5',
      '=',
    ]);
  });

  it('refuses files without the special tokens', () => {
    expect(() => createTokenizer({ ...file, added_tokens: [] }, config)).toThrow('<pad>');
  });
});
