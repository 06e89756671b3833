import { describe, it } from 'vitest';
import { authoringCopy } from './authoringCopy';

const copy = authoringCopy();

describe('a lesson with a mistake', { timeout: 90_000 }, () => {
  it.each([
    ['a word that is not in the vocabulary', 'An <Unheard of="x" />.', 'Unheard'],
    ['a figure that does not exist', '<Figure name="no-such-figure" />', 'no-such-figure'],
    ['a figure’s state that is out of range', '<Figure name="zero-stages" gpus={9999} />', 'gpus'],
    ['a source that does not exist', 'So they say <Cite of="nobody1999" />.', 'nobody1999'],
    ['a quantity that does not exist', '<Value of="magic" />', 'magic'],
    ['a quantity inside a formula that does not exist', '$x = @{magic}$', 'magic'],
    ['a symbol that does not exist', '<Sym of="omega" />', 'omega'],
    ['a heading without an id', '## Nameless', 'heading'],
    ['a formula that KaTeX cannot read', String.raw`$\frac{1}$`, 'KaTeX'],
  ])('fails on %s, and says which', async (_, body, named) => copy.refuse(body, named));
});
