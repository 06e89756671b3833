import { VOCABULARY } from '../../lesson/vocabulary';
import Exercise from './vocabulary/Exercise.astro';
import Figure from './vocabulary/Figure.astro';
import Slide from './vocabulary/Slide.astro';
import SpeakerNotes from './vocabulary/SpeakerNotes.astro';
import Step from './vocabulary/Step.astro';

/** The vocabulary of lessons, as the deck renders it: `takeSlides` then keeps what is for the wall and for the speaker. */
export const DECK_VOCABULARY = { ...VOCABULARY, Exercise, Figure, Slide, SpeakerNotes, Step };
