import { transform } from 'sucrase';
import { NOWHERE, type Position, readPosition, readText } from '../../sandbox/thrown';

/**
 * TypeScript without its types, line by line where it was; `import` and `export` become calls of `require` and
 * assignments to `exports`. Only what cannot be read is refused: types are not checked.
 */
export function stripTypes(
  source: string,
):
  | { readonly code: string }
  | ({ readonly kind: 'syntax'; readonly message: string } & Position)
  | { readonly kind: 'recursion' } {
  try {
    const { code } = transform(source, {
      transforms: ['typescript', 'imports'],
      disableESTransforms: true,
      keepUnusedImports: true,
    });
    return { code };
  } catch (error) {
    if (error instanceof RangeError) return { kind: 'recursion' };
    const { message, loc } = error as { message?: unknown; loc?: Record<string, unknown> };
    const text = readText(message)
      .replace(/^Error transforming[^:]*: /, '')
      .replace(/\s*\(\d+:\d+\)$/, '');
    return { kind: 'syntax', message: text, ...(loc ? readPosition(loc) : NOWHERE) };
  }
}
