import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { unzipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { validateXML } from 'xmllint-wasm';
import type { Standard } from '../../src/exercises/scorm/api';
import type { Settings } from '../../src/exercises/scorm/settings';
import { zip } from '../../tools/package-scorm/build';
import { type ManifestOptions, manifest } from '../../tools/package-scorm/manifest';
import { requestsOf } from '../../tools/package-scorm/package-scorm';
import { framePage, packagePage } from '../../tools/package-scorm/page';
import { reach } from '../../tools/package-scorm/reach';
import {
  headingOf,
  lessonIn,
  lessonSlugs,
  referenceAddresses,
  type Site,
} from '../../tools/package-scorm/site';

const STANDARDS: readonly Standard[] = ['1.2', '2004'];

/** Folders of schemas: those written for this project, and the standards' own where somebody has them. */
const SCHEMAS = ['tests/fixtures/scorm', process.env['LOW_RANK_SCORM_SCHEMAS'] ?? ''].filter(
  (path) => path !== '',
);

/** The namespaces of a manifest, and which file describes each. The first match of a list is taken. */
const FILES: Readonly<Record<Standard, readonly (readonly [namespace: string, names: readonly string[]])[]>> =
  {
    '1.2': [
      ['http://www.imsproject.org/xsd/imscp_rootv1p1p2', ['imscp.xsd', 'imscp_rootv1p1p2.xsd']],
      ['http://www.adlnet.org/xsd/adlcp_rootv1p2', ['adlcp.xsd', 'adlcp_rootv1p2.xsd']],
    ],
    '2004': [
      ['http://www.imsglobal.org/xsd/imscp_v1p1', ['imscp.xsd', 'imscp_v1p1.xsd']],
      ['http://www.adlnet.org/xsd/adlcp_v1p3', ['adlcp.xsd', 'adlcp_v1p3.xsd']],
      ['http://www.imsglobal.org/xsd/imsss', ['imsss.xsd', 'imsss_v1p0.xsd']],
    ],
  };

/** What is wrong with a manifest by a folder of schemas; nothing for a valid one. */
async function problems(xml: string, standard: Standard, schemas: string): Promise<string[]> {
  const folder = join(schemas, standard);
  const names = readdirSync(folder).filter((name) => /\.(xsd|dtd)$/.test(name));
  const imports = FILES[standard].map(([namespace, files]) => {
    const file = files.find((name) => names.includes(name));
    return `<xs:import namespace="${namespace}" schemaLocation="${file}"/>`;
  });
  const all = `<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema">${imports.join('')}</xs:schema>`;
  const { errors } = await validateXML({
    xml: [{ fileName: 'imsmanifest.xml', contents: xml }],
    schema: [{ fileName: 'all.xsd', contents: all }],
    preload: names.map((name) => ({ fileName: name, contents: readFileSync(join(folder, name), 'utf8') })),
  });
  return errors.map(({ message }) => message);
}

const options = (standard: Standard): ManifestOptions => ({
  standard,
  identifier: 'low-rank-lora-en',
  title: 'LoRA: “a & b” <c>',
  start: 'en/lessons/lora/index.html',
  files: ['en/lessons/lora/index.html', '_astro/a b#c.js', 'scorm/page.js'],
});

describe.each(SCHEMAS)('a manifest by the schemas in %s', (schemas) => {
  it.each(STANDARDS)('is valid (%s)', async (standard) => {
    expect(await problems(manifest(options(standard)), standard, schemas)).toEqual([]);
  });

  it.each(STANDARDS)('is found wrong when it is (%s)', async (standard) => {
    const good = manifest(options(standard));
    const wrong = {
      'no identifier': good.replace(/<manifest identifier="[^"]*"/, '<manifest'),
      'no resources': good.replace(/<resources>[\s\S]*<\/resources>/, ''),
      'an id used twice': good.replace('identifier="content"', 'identifier="activity"'),
      'a type that is none': good.replace('="sco"', '="page"'),
      // libxml2 does not follow the IDREF of the standards' own files.
      ...(schemas === SCHEMAS[0] && {
        'a default that is nowhere': good.replace('default="course"', 'default="lesson"'),
        'an item without content': good.replace('identifierref="content"', 'identifierref="page"'),
        'a file named twice': good.replace('<file href="scorm/page.js"/>', (file) => file + file),
      }),
    };
    for (const [name, xml] of Object.entries(wrong)) {
      expect(xml, name).not.toBe(good);
      expect(await problems(xml, standard, schemas), name).not.toEqual([]);
    }
  });
});

describe('a manifest', () => {
  it('says its standard, its title and its start, and names every file by an address', () => {
    const [old, recent] = STANDARDS.map((standard) => manifest(options(standard)));
    expect(old).toContain('<schemaversion>1.2</schemaversion>');
    expect(old).toContain('adlcp:scormtype="sco" href="en/lessons/lora/index.html"');
    expect(recent).toContain('<schemaversion>2004 4th Edition</schemaversion>');
    expect(recent).toContain('adlcp:scormType="sco" href="en/lessons/lora/index.html"');
    for (const xml of [old, recent]) {
      expect(xml).toContain('<title>LoRA: “a &amp; b” &lt;c&gt;</title>');
      expect(xml).toContain('<file href="_astro/a%20b%23c.js"/>');
    }
  });
});

/** A site of a few files. */
function siteOf(files: Record<string, string>): Site {
  const text = (path: string): string => files[path] ?? '';
  return { files: new Set(Object.keys(files)), text, bytes: (path) => new TextEncoder().encode(text(path)) };
}

describe('what a page needs', () => {
  const page = `<link rel="stylesheet" href="../_astro/s.css?v=1"><script type="module" src="../_astro/page.js"></script>
    <lr-shown></lr-shown><div data-exercise="lora/count"></div><a href="../zh/">中文</a><img src="../a.png" srcset="x">`;
  const site = siteOf({
    'en/index.html': page,
    'zh/index.html': '<img src="../b.png">',
    'a.png': '',
    'b.png': '',
    'unused.js': '',
    '_astro/s.css': '@font-face{src:url(f.woff2) format("woff2")}',
    '_astro/f.woff2': '',
    '_astro/page.js':
      'import{x}from"./shared.js";G(`lr-shown`,()=>(await a(async()=>{let{w:e}=await import(`./shown.js`)})),G(`lr-other`,()=>(await a(async()=>{let{w:e}=await import(`./other.js`)}));i("pagefind/pagefind.js")',
    '_astro/shared.js':
      'const m={"./lora.ts":()=>p(()=>import("./lora-bank.js")),"./qlora.ts":()=>p(()=>import("./qlora-bank.js"))}',
    '_astro/shown.js':
      'new Worker(new URL(new URL(`worker-1.js`,import.meta.url).href));load(new URL(`models/tiny/`,root))',
    '_astro/other.js': '',
    '_astro/lora-bank.js': '',
    '_astro/qlora-bank.js': '',
    '_astro/worker-1.js': "fetch(new URL('engine.wasm', self.location.href))",
    '_astro/engine.wasm': '',
    'models/tiny/config.json': '',
    'models/tiny/model.safetensors': '',
    'pagefind/pagefind.js': '',
  });

  it('is found through what names it, and nothing else comes along', () => {
    expect(reach(site, new Map([['en/index.html', page]]))).toEqual([
      '_astro/engine.wasm',
      '_astro/f.woff2',
      '_astro/lora-bank.js',
      '_astro/page.js',
      '_astro/s.css',
      '_astro/shared.js',
      '_astro/shown.js',
      '_astro/worker-1.js',
      'a.png',
      'models/tiny/config.json',
      'models/tiny/model.safetensors',
    ]);
  });
});

describe('a packaged page', () => {
  const settings: Settings = {
    standard: '1.2',
    framed: false,
    catalogue: [{ slug: 'lora', sections: ['rank'], exercises: ['count'] }],
    pages: ['en/lessons/lora/index.html', 'en/lab/index.html'],
  };
  const html = `<!DOCTYPE html><html data-root="../../../" data-worker="../../../sw.js"><head><meta charset="utf-8">
    <link rel="manifest" href="../../manifest.webmanifest"><link rel="apple-touch-icon" href="../../../icons/maskable-192.png"><script src="../../../before-paint.js"></script></head><body>
    <header><button class="tool" data-search hidden><svg></svg></button><a class="tool" data-language-switch href="../../../zh/lessons/lora/">中文</a>
    <script type="application/json" data-search-messages>{}</script>
    <nav class="site-nav"><a href="../../../en/#lessons">Lessons</a></nav></header>
    <p>See <a class="cite" href="../../../en/references/#hu2022lora" title="LoRA">Hu</a>, <a href="../../../en/references/#none">None</a>,
    <a href="../../../en/lab/?v=1&amp;rank=4">the lab</a>, <a href="#rank">rank</a>, <a rel="noreferrer" href="https://arxiv.org/?a=1&amp;b=2">arXiv</a>,
    <a hreflang="en" href="../qlora/">QLoRA</a>.</p><p><a href="../../exercises/" data-progress="{right} of 2">2 exercises</a></p><nav class="rail"><summary>Here</summary><ol><li><a href="#rank">Rank</a></li></ol>
    <ol class="rail-lessons"><li><a href="../qlora/">QLoRA</a></li></ol></nav><footer class="site-footer"><p><a href="../../../en/notation/">Notation</a></p><p>Licence</p></footer><template data-update data-others="Close them."><p>A new version</p></template></body></html>`;
  const references = new Map([['hu2022lora', 'https://arxiv.org/abs/2106.09685']]);
  const made = packagePage(html, {
    path: 'en/lessons/lora/index.html',
    settings,
    references,
    note: 'One lesson.',
  });

  it('is no site of its own: no worker, no manifest, no word of new versions', () => {
    expect(made).toContain('<html data-root="../../../">');
    expect(made).not.toMatch(/sw\.js|webmanifest|apple-touch|A new version/);
  });

  it('keeps links that lead somewhere, as files', () => {
    expect(made).toContain('<a href="../../lab/index.html?v=1&amp;rank=4">the lab</a>');
    expect(made).toContain('<a href="#rank">rank</a>');
  });

  it('opens other sites, and cited works, in a tab of their own', () => {
    const tab = 'target="_blank" rel="noopener noreferrer"';
    expect(made).toContain(`<a href="https://arxiv.org/?a=1&amp;b=2" ${tab}>arXiv</a>`);
    expect(made).toContain(
      `<a class="cite" title="LoRA" href="https://arxiv.org/abs/2106.09685" ${tab}>Hu</a>`,
    );
  });

  it('makes plain text of what leads to nothing, leaves out lists of it, and says so', () => {
    expect(made).toContain('<a>QLoRA</a>.</p>');
    expect(made).toContain('<a>None</a>');
    expect(made).toContain('<p><a data-progress="{right} of 2">2 exercises</a></p>');
    expect(made).not.toMatch(/rail-lessons|site-nav|Notation|data-search|中文/);
    expect(made).toContain('<ol><li><a href="#rank">Rank</a></li></ol>');
    expect(made).toContain('<footer class="site-footer"><p>One lesson.</p><p>Licence</p>');
  });

  it('has the policy of the site, without what only headers can say, and its own script before all others', () => {
    const policy = /http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(made)?.[1];
    expect(policy).toMatch(/script-src 'self' 'wasm-unsafe-eval'/);
    expect(policy).not.toContain('frame-ancestors');
    const scripts = [...made.matchAll(/<script[^>]*src="([^"]*)"/g)].map(([, src]) => src);
    expect(scripts).toEqual(['../../../scorm/page.js', '../../../before-paint.js']);
    const json = /data-package-settings>(.*?)<\/script>/.exec(made)?.[1] ?? '';
    expect(JSON.parse(json)).toEqual(settings);
  });

  it('stands in a frame for the whole course', () => {
    const frame = framePage('A & B', 'en', 'en/index.html', settings);
    expect(frame).toContain('<iframe title="A &amp; B" data-start="en/index.html">');
    expect(frame).toContain('src="scorm/course.js"');
    expect(frame).toContain("frame-src 'self'");
  });
});

describe('reading the site', () => {
  it('finds headings, what counts, and where cited works are', () => {
    expect(headingOf('<h1 class="a">QLoRA: <em>four</em> bits &amp; more</h1>')).toBe(
      'QLoRA: four bits & more',
    );
    expect(
      lessonIn(
        'lora',
        '<h2 class="t">Goals</h2><h2 id="rank">Rank</h2><div data-exercise="lora/count"></div>',
      ),
    ).toEqual({ slug: 'lora', sections: ['rank'], exercises: ['count'] });
    const list =
      '<li id="a"><a href="https://a.example/?x=1&#38;y=2">A</a></li><li id="b">none</li><li id="c"><a href="http://c.example">';
    expect([...referenceAddresses(list)]).toEqual([
      ['a', 'https://a.example/?x=1&y=2'],
      ['c', 'http://c.example'],
    ]);
  });
});

describe('the command', () => {
  it('makes everything, or what is asked for', () => {
    expect(requestsOf([]).requests).toHaveLength((lessonSlugs().length + 1) * 2 * 2);
    expect(requestsOf(['--lesson', 'lora', '--language', 'zh', '--standard', '2004'])).toEqual({
      requests: [{ standard: '2004', language: 'zh', lesson: 'lora' }],
      from: 'dist',
      out: 'packages',
    });
    expect(
      requestsOf(['--lesson', 'course', '--standard', '1.2']).requests.map(({ lesson }) => lesson),
    ).toEqual([null, null]);
    expect(() => requestsOf(['--lesson', 'nothing'])).toThrow(
      'There is no lesson "nothing". Choose of: memory, ',
    );
    expect(() => requestsOf(['--standard', '1.3'])).toThrow('There is no standard "1.3"');
  });

  it('makes the same bytes of the same files', () => {
    const files = new Map([['imsmanifest.xml', new TextEncoder().encode('<manifest/>')]]);
    const bytes = zip(files);
    expect(bytes).toEqual(zip(files));
    expect(Object.keys(unzipSync(bytes))).toEqual(['imsmanifest.xml']);
  });
});
