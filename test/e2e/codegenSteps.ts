import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { runTool } from '../../scripts/tools.ts';
import type { TourContext, TourStep } from './tour.ts';
import { eventually } from './workbench.ts';

const root = resolve(import.meta.dirname, '../..');

/** "Generate Code" with the generator that ships inside the extension. */
export const codegenSteps: readonly TourStep[] = [
  { name: 'codegen', title: 'generated code appears and compiles', run: generate },
];

async function generate({ workbench, stage }: TourContext): Promise<void> {
  await workbench.openFile('proto/shop/payments/v1/payment_service.proto');
  await workbench.run('Proto Atlas: Generate Code');
  await workbench.quickPick('All .proto files of the workspace').click();
  await workbench.quickPick('gen').click();
  const generated = join(stage.workspace, 'gen', 'shop', 'payments', 'v1', 'payment_service_pb.ts');
  const appeared = (): Promise<boolean> => Promise.resolve(existsSync(generated));
  await eventually('the generated file is there', appeared, 30_000);
  await workbench.openFile('gen/shop/payments/v1/payment_service_pb.ts');
  const compiles = await runTool(
    'tsc',
    [
      ...['--noEmit', '--strict', '--target', 'es2022', '--module', 'esnext'],
      ...['--moduleResolution', 'bundler', '--skipLibCheck'],
      ...['--ignoreConfig', generated],
    ],
    { cwd: root },
  );
  if (!compiles) {
    throw new Error('the generated code does not compile: see the messages of tsc above');
  }
}
