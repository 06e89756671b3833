/** A complaint about a text, as the reader sees lines and columns: from 1. */
export interface CodeProblem {
  readonly line: number;
  readonly column?: number | undefined;
  readonly message: string;
}

/** The lines of a text, as an editor's document knows them. */
interface Lines {
  readonly lines: number;
  line(number: number): { readonly from: number; readonly to: number; readonly text: string };
}

/**
 * What to underline: from the column to the end of its word, or the line without its indentation. A line past the end
 * (an unclosed brace is noticed there) is the last one.
 */
export function problemRange(document: Lines, { line, column }: CodeProblem): { from: number; to: number } {
  const { from, to, text } = document.line(Math.min(document.lines, Math.max(1, Math.floor(line))));
  if (column === undefined) return { from: Math.min(to, from + text.search(/\S|$/)), to };
  const start = Math.min(text.length, Math.max(0, Math.floor(column) - 1));
  const word = /^[\p{L}\p{N}_$]+|^./u.exec(text.slice(start))?.[0].length ?? 0;
  return { from: from + start, to: from + start + word };
}
