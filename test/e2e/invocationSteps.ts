import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Frame } from 'playwright-core';
import type { TourContext, TourStep } from './tour.ts';
import { showTopology } from './topologySteps.ts';
import { eventually } from './workbench.ts';

const catalogProto = 'proto/shop/catalog/v1/catalog_service.proto';

/** Calls from the lens above an rpc and from the inspector of the topology. */
export const invocationSteps: readonly TourStep[] = [
  {
    name: 'call-from-lens',
    title: 'a unary call from the CodeLens returns its JSON',
    run: fromLens,
  },
  {
    name: 'call-from-inspector',
    title: 'a unary call from the inspector returns its JSON',
    run: fromInspector,
  },
  { name: 'malformed-body', title: 'a malformed body is explained where it is', run: malformed },
  { name: 'call-fails', title: 'a failing call shows its decoded details', run: failing },
];

async function fromLens(tour: TourContext): Promise<void> {
  const { workbench } = tour;
  await workbench.closeAllEditors();
  await workbench.openFile(catalogProto);
  await scrollTo(tour, catalogProto, 'rpc GetProduct(');
  const lens = workbench.page.locator('.codelens-decoration a').filter({ hasText: 'Call' }).first();
  await lens.waitFor();
  await lens.click();
  const call = await workbench.webview('[data-testid="call-body"]');
  await send(call, '{\n  "id": "espresso-cup"\n}');
  await expectStatus(call, 'OK');
  await expectReply(call, ['"espresso-cup"', '"product"']);
}

async function fromInspector(tour: TourContext): Promise<void> {
  const { workbench } = tour;
  await workbench.closeAllEditors();
  const graph = await showTopology(tour);
  await openMethod(graph, 'users', 'GetUser');
  const call = await callView(tour, 'GetUser');
  await send(call, '{\n  "id": "ada"\n}');
  await expectStatus(call, 'OK');
  await expectReply(call, ['"ada"', 'ada@shop.example']);
}

async function malformed(tour: TourContext): Promise<void> {
  const call = await callView(tour, 'GetUser');
  await send(call, '{\n  "idd": "ada"\n}');
  const problem = call.locator('[data-testid="call-status"], [data-testid="body-problem"]');
  await problem.filter({ hasText: 'idd' }).first().waitFor();
  await problem
    .filter({ hasText: /line 2/i })
    .first()
    .waitFor();
}

async function failing(tour: TourContext): Promise<void> {
  const { workbench } = tour;
  await workbench.closeAllEditors();
  const graph = await showTopology(tour);
  await openMethod(graph, 'orders', 'PlaceOrder');
  const call = await callView(tour, 'PlaceOrder');
  const lines = [{ productId: 'espresso-cup', quantity: 0 }];
  await send(call, JSON.stringify({ userId: 'ada', lines }, null, 2));
  await expectStatus(call, 'INVALID_ARGUMENT');
  const detail = call.locator('[data-testid="call-detail"]');
  await detail.filter({ hasText: 'BadRequest' }).first().waitFor();
  await detail.filter({ hasText: 'quantity' }).first().waitFor();
}

async function openMethod(graph: Frame, service: string, method: string): Promise<void> {
  await graph.locator(`[data-testid="service-node"][data-service="${service}"]`).press('Enter');
  await graph.locator('[data-testid="instance-row"]').first().click();
  const row = graph.locator(`[data-testid="method-row"][data-method$="${method}"]`);
  await row.first().locator('[data-testid="call-button"]').click();
}

/** The frame of the call panel that shows `method`. */
async function callView(tour: TourContext, method: string): Promise<Frame> {
  await tour.workbench.activeTab(method).waitFor();
  return tour.workbench.webview('[data-testid="call-body"]');
}

async function send(call: Frame, body: string): Promise<void> {
  await call.locator('[data-testid="call-body"]').fill(body);
  await call.locator('[data-testid="send-button"]').click();
}

async function expectStatus(call: Frame, name: string): Promise<void> {
  const status = call.locator('[data-testid="call-status"]');
  await status.waitFor();
  await eventually(
    `the status is ${name}`,
    async () => (await status.innerText()).includes(name),
    10_000,
  );
}

async function expectReply(call: Frame, parts: readonly string[]): Promise<void> {
  const reply = call.locator('[data-testid="call-reply"]');
  await reply.first().waitFor();
  const text = (await reply.allInnerTexts()).join('\n');
  const missing = parts.filter((part) => !text.includes(part));
  if (missing.length > 0) {
    throw new Error(`the reply lacks ${missing.join(' and ')}:\n${text}`);
  }
}

async function scrollTo(
  { workbench, stage }: TourContext,
  path: string,
  text: string,
): Promise<void> {
  const lines = (await readFile(join(stage.workspace, path), 'utf8')).split('\n');
  await workbench.goTo(lines.findIndex((line) => line.includes(text)) + 1, 1);
}
