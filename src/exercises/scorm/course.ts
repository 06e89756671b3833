/**
 * The script of the frame in which a packaged course is read: one visit for all pages, which come and go inside it. Had
 * each page its own, the LMS would take the first link for the end.
 */

import type { Session } from './session';
import { readSettings } from './settings';
import { openVisit } from './visit';

const settings = readSettings();
const session = openVisit(settings);
(window as { lowRankSession?: Session | null }).lowRankSession = session;

const frame = document.querySelector('iframe');
const [page = ''] = session?.place.split('#') ?? [];
if (frame)
  frame.src = settings.pages.includes(page) ? (session?.place ?? '') : (frame.dataset['start'] ?? '');
