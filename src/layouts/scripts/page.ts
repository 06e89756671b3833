import { followLanguageSwitch } from './languageSwitch';
import { lightUpTerms } from './litTerms';
import { workOffline } from './offline';
import { openSearch } from './searchButton';
import { settle } from './settle';
import { followFigures } from './stateInAddress';
import { followThemeSwitch } from './themeSwitch';

followThemeSwitch();
followLanguageSwitch();
followFigures();
lightUpTerms();
openSearch();
workOffline();
settle();
