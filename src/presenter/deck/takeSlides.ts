/** A slide of a lesson's deck, as HTML. */
export interface DeckSlide {
  readonly kind: 'slide' | 'figure' | 'exercise';
  /** Slide of the textbook's deck, `S3`; empty for what stands between the slides. */
  readonly slide: string;
  readonly title: string;
  readonly minutes: number;
  readonly body: string;
  readonly notes: string;
  /** Steps that are shown one at a time. */
  readonly steps: number;
}

/** What stands under each other in the deck: a slide, and what the lesson has after it and before the next slide. */
export interface DeckColumn {
  readonly slides: readonly DeckSlide[];
}

interface Piece {
  readonly tag: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly html: string;
}

/**
 * Takes a lesson that was rendered with the deck's vocabulary apart: slides, and the figures and exercises that stand outside of
 * them. Everything else is text to read, and left out. Figures go below the slide before them, exercises below a
 * slide of their own at the end.
 */
export function takeSlides(html: string): {
  readonly columns: readonly DeckColumn[];
  readonly exercises: readonly DeckSlide[];
} {
  const columns: DeckSlide[][] = [];
  const exercises: DeckSlide[] = [];
  for (const piece of topLevel(html)) {
    if (piece.tag === 'deck-slide') columns.push([slideOf(piece)]);
    else if (piece.tag === 'deck-figure') columns.at(-1)?.push(extraOf(piece, 'figure'));
    else if (piece.tag === 'deck-exercise') exercises.push(extraOf(piece, 'exercise'));
  }
  return { columns: columns.map((slides) => ({ slides })), exercises };
}

function slideOf({ attributes, html }: Piece): DeckSlide {
  const notes = topLevel(html)
    .filter(({ tag }) => tag === 'deck-notes')
    .map((each) => each.html.trim())
    .join('\n');
  const body = withoutMarks(html.replace(/<deck-notes>[\s\S]*?<\/deck-notes>/g, '')).trim();
  return {
    kind: 'slide',
    slide: attributes['data-slide'] ?? '',
    title: attributes['data-title'] ?? '',
    minutes: Number(attributes['data-minutes']),
    body,
    notes,
    steps: body.match(/class="fragment"/g)?.length ?? 0,
  };
}

function extraOf({ html }: Piece, kind: 'figure' | 'exercise'): DeckSlide {
  return {
    kind,
    slide: '',
    title: '',
    minutes: 0,
    body: withoutMarks(html).trim(),
    notes: '',
    steps: kind === 'exercise' ? 1 : 0,
  };
}

const withoutMarks = (html: string): string =>
  html.replace(/<\/?deck-(?:figure|exercise)\b(?:"[^"]*"|[^">])*>/g, '');

/** The elements of the deck's own that no other of them contains, in order. */
function topLevel(html: string): readonly Piece[] {
  const pieces: Piece[] = [];
  let depth = 0;
  let start = 0;
  let open: RegExpExecArray | null = null;
  const tags = /<(\/?)(deck-[a-z]+)\b((?:"[^"]*"|[^">])*)>/g;
  for (let tag = tags.exec(html); tag; tag = tags.exec(html)) {
    const closes = tag[1] === '/';
    if (!closes) {
      if (depth === 0) {
        open = tag;
        start = tags.lastIndex;
      }
      depth += 1;
      continue;
    }
    depth -= 1;
    if (depth === 0 && open)
      pieces.push({
        tag: open[2] ?? '',
        attributes: attributesOf(open[3] ?? ''),
        html: html.slice(start, tag.index),
      });
  }
  if (depth !== 0) throw new Error('a word of the deck is not closed');
  return pieces;
}

export function attributesOf(text: string): Readonly<Record<string, string>> {
  return Object.fromEntries(
    [...text.matchAll(/([a-z-]+)="([^"]*)"/g)].map(([, name = '', value = '']) => [
      name,
      value.replaceAll('&quot;', '"').replaceAll('&amp;', '&'),
    ]),
  );
}
