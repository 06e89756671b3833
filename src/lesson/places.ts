/** A lesson as its author wrote it. */
export interface LessonText {
  readonly slug: string;
  readonly title: string;
  readonly body: string;
}

/** A section of a lesson. */
export interface Place {
  readonly slug: string;
  readonly title: string;
  /** Id of the section's heading. */
  readonly section: string;
}

/**
 * Where the lessons use a word of the vocabulary of something: `placesOf(lessons, 'Slip', 'E1')`. One place a lesson, its
 * first; what stands before any heading is left out.
 */
export function placesOf(lessons: readonly LessonText[], word: string, of: string): readonly Place[] {
  return lessons.flatMap(({ slug, title, body }) => {
    const section = sectionUsing(body, new RegExp(`<${word}\\s[^>]*\\bof="${of}"`));
    return section === undefined ? [] : [{ slug, title, section }];
  });
}

function sectionUsing(body: string, use: RegExp): string | undefined {
  let section: string | undefined;
  for (const line of body.split('\n')) {
    section = /^#{2,3} .*\[#([a-z0-9-]+)\]\s*$/.exec(line)?.[1] ?? section;
    if (section !== undefined && use.test(line)) return section;
  }
  return undefined;
}
