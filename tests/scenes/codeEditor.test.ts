import { readFileSync } from 'node:fs';
import { EditorState } from '@codemirror/state';
import { describe, expect, it } from 'vitest';
import { problemRange } from '../../src/scenes/codeEditorProblem';

const { doc } = EditorState.create({ doc: 'const a = 1;\n  return alpha / rank;\n' });
const marked = (line: number, column?: number): string => {
  const { from, to } = problemRange(doc, { line, column, message: '' });
  return doc.sliceString(from, to);
};

describe('problemRange', () => {
  it('marks a line without its indentation', () => {
    expect(marked(2)).toBe('return alpha / rank;');
  });

  it('marks the word at a column', () => {
    expect(marked(2, 10)).toBe('alpha');
    expect(marked(2, 16)).toBe('/');
  });

  it('stays inside the text', () => {
    expect(marked(99)).toBe('');
    expect(marked(0)).toBe('const a = 1;');
    expect(marked(1, 99)).toBe('');
  });
});

describe('the editor', () => {
  it('comes by import() alone, so that no page pays for it before it is shown', () => {
    const source = readFileSync('src/scenes/codeEditor.ts', 'utf8');
    expect(source).toContain("import('./codeEditorSetup')");
    expect(source.match(/^import (?!type ).*/gm)).toBeNull();
  });
});
