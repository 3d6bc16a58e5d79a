/**
 * The demo: a shop of gRPC services in real registries, and a real VS Code with the extension
 * installed that looks at it. `--check` walks the tour headless instead of waiting for a person.
 */
import { copyFile, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { startDemo } from './demoStage.ts';
import { chromiumBinary } from './realParts.ts';

const root = resolve(import.meta.dirname, '..');

const usage = `usage: npm run demo [-- OPTIONS]

  --check          walk the tour headless, one picture a step, and exit
  --pictures DIR   where --check writes its pictures (test-results/tour)
  --readme         after --check, renew the pictures that README.md shows
  --only NAMES     walk only these steps of the tour, separated by commas
  --report FILE    where --check writes its results as JSON
  --no-build       use the proto-atlas.vsix that is there
  --port N         port of VS Code (any free one)
  --verbose        show what the started programs print
`;

const { values: options } = parseArgs({
  options: {
    check: { type: 'boolean', default: false },
    pictures: { type: 'string', default: join(root, 'test-results', 'tour') },
    readme: { type: 'boolean', default: false },
    only: { type: 'string' },
    report: { type: 'string' },
    build: { type: 'boolean', default: true },
    port: { type: 'string' },
    verbose: { type: 'boolean', default: false },
    help: { type: 'boolean', short: 'h', default: false },
  },
  allowNegative: true,
});

const say = (message: string): void => {
  console.log(message);
};

async function main(): Promise<number> {
  if (options.help) {
    console.log(usage);
    return 0;
  }
  const stop = new AbortController();
  const interrupt = (): void => {
    stop.abort();
  };
  process.once('SIGINT', interrupt);
  process.once('SIGTERM', interrupt);

  if (options.build) {
    say('building and packaging the extension …');
    const { packageExtension } = await import('./package.ts');
    await packageExtension();
  }
  const stage = await startDemo({
    progress: say,
    log: options.verbose ? say : () => undefined,
    ...(options.port === undefined ? {} : { port: Number(options.port) }),
  });
  try {
    if (stop.signal.aborted) {
      return 130;
    }
    return options.check ? await check(stage) : await serve(stage.url, stop.signal);
  } finally {
    say('stopping …');
    await stage.stop();
  }
}

async function serve(url: string, signal: AbortSignal): Promise<number> {
  say(`\nProto Atlas is open at ${url}\nCtrl-C stops everything.`);
  // A timer keeps the process alive whatever becomes of its children.
  const alive = setInterval(() => undefined, 60_000);
  await new Promise<void>((done) => {
    signal.addEventListener('abort', () => {
      done();
    });
  });
  clearInterval(alive);
  return 0;
}

async function check(stage: Awaited<ReturnType<typeof startDemo>>): Promise<number> {
  const { walkTour } = await import('../test/e2e/tour.ts');
  const results = await walkTour({
    stage,
    pictures: resolve(options.pictures),
    executablePath: await chromiumBinary(say),
    progress: say,
    ...(options.only === undefined ? {} : { only: options.only.split(',') }),
  });
  if (options.report !== undefined) {
    await mkdir(resolve(options.report, '..'), { recursive: true });
    await writeFile(options.report, JSON.stringify(results, null, 2));
  }
  if (options.readme) {
    await renewReadmePictures(resolve(options.pictures));
  }
  const failed = results.filter((result) => result.error !== undefined).length;
  say(`tour: ${results.length - failed} passed, ${failed} failed; pictures in ${options.pictures}`);
  return failed === 0 ? 0 : 1;
}

/** Copies each `docs/pictures/NAME.png` that README.md names from the tour's `NN-NAME.png`. */
async function renewReadmePictures(pictures: string): Promise<void> {
  const readme = await readFile(join(root, 'README.md'), 'utf8');
  const wanted = new Set(
    [...readme.matchAll(/docs\/pictures\/([\w-]+)\.png/g)].map(([, name]) => name),
  );
  const taken = await readdir(pictures);
  const target = join(root, 'docs', 'pictures');
  await rm(target, { recursive: true, force: true });
  await mkdir(target, { recursive: true });
  for (const name of wanted) {
    const file = taken.find((each) => each.replace(/^\d+-/, '') === `${name}.png`);
    if (file === undefined) {
      throw new Error(
        `README.md shows docs/pictures/${name}.png, and the tour took no such picture`,
      );
    }
    await copyFile(join(pictures, file), join(target, `${name}.png`));
  }
}

process.exitCode = await main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  return 1;
});
