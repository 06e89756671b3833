import { execFile } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect } from 'vitest';

/** A copy of the project, in which a lesson can be added and the build run; for the tests of one file. */
export function authoringCopy(): Copy {
  const copy = new Copy();
  beforeAll(() => copy.make());
  afterAll(() => copy.remove());
  return copy;
}

const HEAD = `---
title: A second lesson
description: A lesson that a test adds.
question: Can a lesson be added by adding two files?
slides: [S3]
minutes: 1
prerequisites: []
goals:
  - add a lesson
  - see it in the contents
---

## A section [#section]

`;

const BANK_OF_SECOND = `import type { Exercises } from '../types';
export const exercises: Exercises = {
  count: {
    kind: 'number',
    measure: 'number',
    variant: () => ({ given: { rank: { as: 'number', value: 8 } }, key: 8 }),
  },
};
`;

class Copy {
  path = '';

  make(): void {
    this.path = mkdtempSync(join(tmpdir(), 'low-rank-'));
    for (const name of [
      'astro.config.ts',
      'package.json',
      'tsconfig.json',
      'config',
      'content',
      'public',
      'src',
      'tools',
    ])
      cpSync(name, join(this.path, name), { recursive: true });
    symlinkSync(resolve('node_modules'), join(this.path, 'node_modules'), 'junction');
  }

  remove(): void {
    rmSync(this.path, { recursive: true, force: true });
  }

  /** Adds a lesson, `second`, in both languages. */
  write(body: string): void {
    for (const language of ['en', 'zh']) {
      writeFileSync(join(this.path, 'content/lessons', language, '10-second.mdx'), HEAD + body);
    }
  }

  /** Gives that lesson's exercises a definition. */
  writeBank(): void {
    writeFileSync(join(this.path, 'src/exercises/bank/second.ts'), BANK_OF_SECOND);
  }

  /** What the build printed, and whether it succeeded. */
  async build(): Promise<{ ok: boolean; output: string }> {
    const astro = resolve('node_modules/astro/bin/astro.mjs');
    try {
      const { stdout, stderr } = await promisify(execFile)(process.execPath, [astro, 'build'], {
        cwd: this.path,
        env: { ...process.env, NODE_ENV: '' },
      });
      return { ok: true, output: stdout + stderr };
    } catch (error) {
      const { stdout = '', stderr = '' } = error as { stdout?: string; stderr?: string };
      return { ok: false, output: stdout + stderr };
    }
  }

  /** A lesson that is to be refused, with `named` in what the build says. */
  async refuse(body: string, named: string): Promise<void> {
    this.#leaveOneLesson();
    this.write(`${body}\n`);
    const { ok, output } = await this.build();
    expect(output).toContain(named);
    expect(ok).toBe(false);
  }

  /** What is refused is refused in a course of one lesson and no other page, too, and that is built much sooner. */
  #leaveOneLesson(): void {
    const pages = join(this.path, 'src/pages');
    for (const name of readdirSync(pages))
      if (name !== '[language]') rmSync(join(pages, name), { recursive: true });
    for (const name of readdirSync(join(pages, '[language]')))
      if (name !== 'lessons') rmSync(join(pages, '[language]', name), { recursive: true });
    for (const language of ['en', 'zh']) {
      const folder = join(this.path, 'content/lessons', language);
      for (const name of readdirSync(folder)) if (!name.startsWith('01-')) rmSync(join(folder, name));
    }
  }
}
