import type { ConfigureDefinition, ConfigureVariant, FigureReading, Verdict } from '../types';

/** Grades the state of a figure by its property: any state that misses nothing is right. */
export function gradeConfigure(
  reading: FigureReading,
  variant: ConfigureVariant,
  _: ConfigureDefinition,
): Verdict {
  if (Object.keys(reading.fields).length === 0)
    return { state: 'empty', feedback: [{ message: 'figureUntouched' }] };
  const feedback = variant.misses(reading);
  return { state: feedback.length === 0 ? 'right' : 'wrong', feedback };
}
