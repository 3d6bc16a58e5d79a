import { rm } from 'node:fs/promises';
import type { DemoStage } from '../../scripts/demoStage.ts';
import { languageSteps } from './languageSteps.ts';
import { invocationSteps } from './invocationSteps.ts';
import { clusterSteps } from './clusterSteps.ts';
import { connectionSteps } from './connectionSteps.ts';
import { explorerSteps } from './explorerSteps.ts';
import { codegenSteps } from './codegenSteps.ts';
import { crashSteps } from './crashSteps.ts';
import { keysSteps } from './keysSteps.ts';
import { timelineSteps } from './timelineSteps.ts';
import { topologySteps } from './topologySteps.ts';
import { themeSteps } from './themeSteps.ts';
import { Workbench } from './workbench.ts';

/** What a step works with: the window, and everything that runs behind it. */
export interface TourContext {
  readonly workbench: Workbench;
  readonly stage: DemoStage;
  /** Prints a measured figure beside the step. */
  measured(figure: string): void;
}

/** One thing that a person would try. It throws when what is seen is not what it should be. */
export interface TourStep {
  /** In kebab-case; also the name of its picture. */
  readonly name: string;
  readonly title: string;
  /** Registries without which there is nothing to walk. */
  readonly needs?: readonly ('etcd' | 'consul')[];
  run(tour: TourContext): Promise<void>;
}

export interface TourResult {
  readonly name: string;
  readonly title: string;
  readonly ms: number;
  readonly figures: readonly string[];
  /** Absent when the step passed. */
  readonly error?: string;
}

export interface TourOptions {
  readonly stage: DemoStage;
  readonly pictures: string;
  readonly executablePath: string;
  readonly progress: (message: string) => void;
  /** Names of the steps to walk; all when absent. */
  readonly only?: readonly string[];
}

/** In the order in which a person meets them; the registries are hurt last. */
const steps: readonly TourStep[] = [
  ...languageSteps,
  ...codegenSteps,
  ...keysSteps,
  ...clusterSteps,
  ...connectionSteps,
  ...topologySteps,
  ...explorerSteps,
  ...timelineSteps,
  ...invocationSteps,
  ...crashSteps,
  ...themeSteps,
];

/** Walks every step, also after one has failed, and takes a picture of the end of each. */
export async function walkTour(options: TourOptions): Promise<readonly TourResult[]> {
  const { stage, pictures, executablePath, progress, only } = options;
  if (only === undefined) {
    await rm(pictures, { recursive: true, force: true });
  }
  progress('opening the window …');
  const workbench = await Workbench.open({ url: stage.url, executablePath, pictures });
  const results: TourResult[] = [];
  try {
    for (const [index, step] of steps.entries()) {
      if (only?.includes(step.name) === false) {
        continue;
      }
      const missing = step.needs?.filter((name) => stage[name] === undefined) ?? [];
      if (missing.length > 0) {
        progress(`- ${step.title}: left out, there is no ${missing.join(' and no ')} here`);
        continue;
      }
      const result = await walk(step, index, { workbench, stage });
      const figures = result.figures.length === 0 ? '' : ` (${result.figures.join(', ')})`;
      progress(`${result.error === undefined ? '✓' : '✗'} ${step.title}${figures}`);
      if (result.error !== undefined) {
        progress(result.error.replaceAll(/^/gm, '    '));
      }
      results.push(result);
    }
  } finally {
    await workbench.close();
  }
  return results;
}

async function walk(
  step: TourStep,
  index: number,
  { workbench, stage }: Pick<TourContext, 'workbench' | 'stage'>,
): Promise<TourResult> {
  const started = Date.now();
  const figures: string[] = [];
  let error: string | undefined;
  try {
    await step.run({ workbench, stage, measured: (figure) => figures.push(figure) });
  } catch (thrown) {
    error = thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown);
  }
  const number = String(index + 1).padStart(2, '0');
  await workbench.picture(`${number}-${step.name}${error === undefined ? '' : '-failed'}`);
  const { name, title } = step;
  const ms = Date.now() - started;
  return { name, title, ms, figures, ...(error === undefined ? {} : { error }) };
}
