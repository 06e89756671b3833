import Blank from './vocabulary/Blank.astro';
import Cite from './vocabulary/Cite.astro';
import Derivation from './vocabulary/Derivation.astro';
import Exercise from './vocabulary/Exercise.astro';
import Feedback from './vocabulary/Feedback.astro';
import Figure from './vocabulary/Figure.astro';
import Given from './vocabulary/Given.astro';
import Hint from './vocabulary/Hint.astro';
import Line from './vocabulary/Line.astro';
import Misunderstanding from './vocabulary/Misunderstanding.astro';
import Note from './vocabulary/Note.astro';
import Option from './vocabulary/Option.astro';
import PageLink from './vocabulary/PageLink.astro';
import Slide from './vocabulary/Slide.astro';
import SlideRef from './vocabulary/SlideRef.astro';
import Slip from './vocabulary/Slip.astro';
import Solution from './vocabulary/Solution.astro';
import SpeakerNotes from './vocabulary/SpeakerNotes.astro';
import Step from './vocabulary/Step.astro';
import Summary from './vocabulary/Summary.astro';
import Sym from './vocabulary/Sym.astro';
import Target from './vocabulary/Target.astro';
import Value from './vocabulary/Value.astro';

/**
 * What an author may write in a lesson, without importing anything. The README documents each; an unknown name
 * fails the build. The deck renders the same source through another table of the same names.
 */
export const VOCABULARY = {
  Blank,
  Cite,
  Derivation,
  Exercise,
  Feedback,
  Figure,
  Given,
  Hint,
  Line,
  Misunderstanding,
  Note,
  Option,
  PageLink,
  Slide,
  SlideRef,
  Slip,
  Solution,
  SpeakerNotes,
  Step,
  Summary,
  Sym,
  Target,
  Value,
};
