// The site's door: goes on to the language that was chosen before, else to the browser's.
let language = null;
try {
  language = localStorage.getItem('low-rank.language');
} catch {
  // Storage refused: the browser's languages decide.
}
if (language !== 'en' && language !== 'zh') {
  const preferred = navigator.languages.find((tag) => /^(en|zh)\b/i.test(tag));
  language = preferred && /^zh\b/i.test(preferred) ? 'zh' : 'en';
}
location.replace(`${language}/`);
