import { describe, expect, it } from 'vitest';
import { listSlides } from '../../src/presenter/deck/listSlides';
import { takeSlides } from '../../src/presenter/deck/takeSlides';

const LESSON = `
<h2>To read</h2><p>Left out.</p>
<deck-slide data-slide="S3" data-title="Rank &quot;R&quot; &amp; more > less" data-minutes="4">
<p>One</p><div class="fragment"><p>Two</p></div><div class="fragment"><p>Three</p></div>
<deck-figure data-name="x"><lr-x id="x" class="figure">picture</lr-x></deck-figure>
<deck-notes><p>Say this.</p></deck-notes>
</deck-slide>
<p>Left out too.</p>
<deck-figure data-name="y"><lr-y id="y" class="figure">other</lr-y></deck-figure>
<deck-exercise data-name="e"><div data-exercise="lora/e">?</div></deck-exercise>
<deck-slide data-slide="S4" data-title="Next" data-minutes="2"><p>Last</p></deck-slide>`;

describe('the slides of a lesson', () => {
  const { columns, exercises } = takeSlides(LESSON);

  it('are what is marked, with title, time, steps and notes apart', () => {
    expect(columns.map(({ slides }) => slides.map(({ kind }) => kind))).toEqual([
      ['slide', 'figure'],
      ['slide'],
    ]);
    const [first] = columns[0]?.slides ?? [];
    expect(first).toMatchObject({
      slide: 'S3',
      title: 'Rank "R" & more > less',
      minutes: 4,
      steps: 2,
      notes: '<p>Say this.</p>',
    });
    expect(first?.body).toContain('<lr-x id="x"');
    expect(first?.body).not.toMatch(/deck-|Say this|Left out/);
  });

  it('have figures between them below, and exercises at the end, with their answer as the one step', () => {
    expect(columns[0]?.slides[1]?.body).toBe('<lr-y id="y" class="figure">other</lr-y>');
    expect(exercises).toHaveLength(1);
    expect(exercises[0]).toMatchObject({ kind: 'exercise', steps: 1 });
  });

  it('fail the build where a mark is not closed', () => {
    expect(() => takeSlides('<deck-slide data-title="x"><p>')).toThrow();
  });
});

describe("the speaker's list", () => {
  it('has each slide with a name at its place, with its minutes', () => {
    const deck = `<section class="deck-column present"><section class="slide present is-now" data-kind="title" data-slide-title="Title" data-minutes="1"><p>a</p></section></section>
<section class="deck-column"><section class="slide" data-name="R &quot;up&quot; &amp; A > B" data-minutes="4"></section><section data-kind="figure" class="other"></section><section class="slide" data-minutes="0"></section><section class="slide" data-name="Below" data-minutes="0"></section></section>`;
    expect(listSlides(deck)).toEqual([
      { column: 0, row: 0, name: 'Title', minutes: 1 },
      { column: 1, row: 0, name: 'R "up" & A > B', minutes: 4 },
      { column: 1, row: 2, name: 'Below', minutes: 0 },
    ]);
  });
});
