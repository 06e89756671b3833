/** How far off a number may be, as a share of it, where an exercise says nothing else. */
export const TOLERANCE = 0.02;
