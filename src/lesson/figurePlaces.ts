/** A figure as a lesson shows it. */
export interface FigureUse {
  readonly name: string;
  readonly id: string;
  /** The query that it starts from there, relative to the figure's own defaults; empty for those. */
  readonly start: string;
}

/** The figures of a lesson's text, in order: `<Figure name="zero-stages" gpus={8} />`, as `vocabulary/Figure.astro` reads it. */
export function figuresIn(body: string): readonly FigureUse[] {
  return [...body.matchAll(/<Figure\s([^>]*?)\/?>/g)].map(([, attributes = '']) => {
    const { name = '', id = name, main: _, ...start } = attributesIn(attributes);
    return { name, id, start: new URLSearchParams(start).toString() };
  });
}

/** Strings in quotation marks, numbers in braces; a bare name is true. */
function attributesIn(text: string): Record<string, string> {
  return Object.fromEntries(
    [...text.matchAll(/([\w-]+)(?:=(?:"([^"]*)"|\{([^}]*)\}))?/g)].map(
      ([, name = '', quoted, braced = 'true']) => [name, quoted ?? braced],
    ),
  );
}
