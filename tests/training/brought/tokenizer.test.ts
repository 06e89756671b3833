import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type BroughtTokenizer, createBroughtTokenizer } from '../../../src/training/brought/tokenizer';
import { llamaTokenizer, qwenTokenizer, smolTokenizer } from './tokenizers';

type Files = ReturnType<typeof smolTokenizer>;

function made({ json, config }: Files, model: unknown = null): BroughtTokenizer {
  const answer = createBroughtTokenizer({ json, config, model });
  if (!answer.ok) throw new Error(answer.trouble.subject);
  return answer.value;
}
function refusal(json: unknown, config: unknown, model: unknown = null): string {
  const answer = createBroughtTokenizer({ json, config, model });
  if (answer.ok) throw new Error('not refused');
  expect(answer.trouble.kind).toBe('tokenizer');
  return answer.trouble.subject;
}

const SMOL = made(smolTokenizer());
const QWEN = made(qwenTokenizer());
const LLAMA = made(llamaTokenizer());
const vocabOf = ({ json }: Files) => json.model['vocab'] as Record<string, number>;

const TEXTS = [
  '',
  'the cat sat',
  ' the red cat',
  'cat  sat ',
  'line\none\ttab',
  '12 cats, 345.6',
  "don't",
  '你好，世界！',
  'the 你好 cat',
  '𠮷野家',
  '👋🏽 👩‍👩‍👧',
  'Ġ ▁ <0x41>',
];

describe.each([
  ['SmolLM2', SMOL],
  ['Qwen2', QWEN],
])('bytes as %s reads them', (_, tokenizer) => {
  it.each(TEXTS)('gives back %j', (text) => {
    expect(tokenizer.decode(tokenizer.encode(text))).toBe(text);
  });

  it('gives back every text of Unicode in composed form', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const composed = text.normalize('NFC');
        expect(tokenizer.decode(tokenizer.encode(composed))).toBe(composed);
      }),
    );
  });

  it('merges words, a space with the word after it, and the bytes of Chinese', () => {
    expect(tokenizer.encode('the cat sat').map((id) => tokenizer.decode([id]))).toEqual([
      'the',
      ' cat',
      ' sat',
    ]);
    expect(tokenizer.encode('你好世界').map((id) => tokenizer.decode([id]))).toEqual(['你好', '世界']);
    // Three bytes without a merge: none of them is a character alone.
    expect(tokenizer.encode('猫')).toHaveLength(3);
    expect(tokenizer.encode('12')).toHaveLength(2);
  });

  it('reads special tokens in a text as themselves, and writes none', () => {
    const ids = tokenizer.encode('<|im_start|>the cat<|im_end|>');
    expect(ids).toHaveLength(4);
    expect(tokenizer.decode(ids)).toBe('the cat');
    expect(tokenizer.decode([tokenizer.eos])).toBe('');
  });
});

describe('LLaMA 2', () => {
  it.each(TEXTS.filter((text) => !text.includes('▁')))('gives back %j', (text) => {
    expect(LLAMA.decode(LLAMA.encode(text))).toBe(text);
  });

  it('puts a space before a text, and spells what has no token in bytes', () => {
    expect(LLAMA.encode('cat')).toEqual(LLAMA.encode('the cat').slice(-1));
    expect(LLAMA.encode('猫')).toHaveLength(4);
    expect(LLAMA.encode('👋')).toHaveLength(5);
  });
});

describe('special tokens', () => {
  it('are those that the files name', () => {
    const id = ({ json }: Files, content: string) =>
      (json['added_tokens'] as { id: number; content: string }[]).find((token) => token.content === content)
        ?.id;
    // SmolLM2 names a token for the beginning, and puts none there.
    expect(SMOL).toMatchObject({
      bos: null,
      eos: id(smolTokenizer(), '<|endoftext|>'),
      hasChatTemplate: false,
    });
    expect(SMOL.pad).toBe(SMOL.eos);
    expect(QWEN).toMatchObject({ bos: null, eos: id(qwenTokenizer(), '<|im_end|>'), hasChatTemplate: true });
    expect(QWEN.pad).toBe(id(qwenTokenizer(), '<|endoftext|>'));
    expect(LLAMA).toMatchObject({ bos: 1, eos: 2, pad: 2 });
    expect(LLAMA.size).toBe(Object.keys(vocabOf(llamaTokenizer())).length);
  });

  it('one that is added and not special is a word like others', () => {
    expect(QWEN.decode(QWEN.encode('the<tool_call>'))).toBe('the<tool_call>');
    expect(QWEN.encode('<tool_call>')).toHaveLength(1);
  });

  it('come from config.json where the folder has no tokenizer_config.json', () => {
    const { json } = llamaTokenizer();
    const answer = createBroughtTokenizer({ json, config: null, model: { eos_token_id: [2, 0] } });
    expect(answer).toMatchObject({ ok: true, value: { bos: 1, eos: 2, pad: 2, hasChatTemplate: false } });
  });

  it('the setting decides over the post-processor', () => {
    const files = llamaTokenizer();
    expect(made({ ...files, config: { ...files.config, add_bos_token: false } }).bos).toBe(null);
    const smol = smolTokenizer();
    expect(made({ ...smol, config: { ...smol.config, add_bos_token: true } }).bos).toBe(SMOL.eos);
  });

  it('ids that no token has are left out', () => {
    expect(QWEN.decode([...QWEN.encode('cat'), QWEN.size + 5])).toBe('cat');
    expect(LLAMA.decode([99_999])).toBe('');
  });
});

describe('a file that is none', () => {
  const { json, config } = qwenTokenizer();
  const { model } = json;
  it.each([
    ['an array', [], 'tokenizer.json'],
    ['null', null, 'tokenizer.json'],
    ['without a model', { ...json, model: undefined }, 'tokenizer.json: model'],
    ['of another kind', { ...json, model: { ...model, type: 'WordPiece' } }, 'model.type "WordPiece"'],
    ['without a vocabulary', { ...json, model: { ...model, vocab: null } }, 'model.vocab'],
    ['of words for ids', { ...json, model: { ...model, vocab: { a: 'b' } } }, 'model.vocab["a"]'],
    ['with an id far away', { ...json, model: { ...model, vocab: { a: 0, b: 2 ** 30 } } }, 'model.vocab'],
    ['without merges', { ...json, model: { ...model, merges: undefined } }, 'tokenizer.json: '],
    ['with a wrong token', { ...json, added_tokens: [{ id: -1, content: 'x' }] }, 'added_tokens'],
    ['with an unknown part', { ...json, decoder: { type: 'Rot13' } }, 'Rot13'],
  ])('%s', (_, file, named) => {
    expect(refusal(file, config)).toContain(named);
  });

  it('names the end that is missing', () => {
    expect(refusal(json, { ...config, eos_token: null })).toContain('eos_token');
    expect(refusal(json, null)).toContain('eos_token');
    expect(refusal(json, 7)).toBe('tokenizer_config.json');
  });

  it('has no more tokens than the model', () => {
    expect(refusal(json, config, { vocab_size: QWEN.size - 1 })).toContain('vocab_size');
    expect(made({ json, config }, { vocab_size: QWEN.size }).size).toBe(QWEN.size);
  });
});
