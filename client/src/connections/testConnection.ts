import * as vscode from 'vscode';
import type { EndpointTest, RegistryConnection } from '../../../protocol/connections.ts';
import { withProgress } from '../commands/progress.ts';
import { messageOf } from '../commands/userError.ts';
import type { TopologySender } from '../topology/topologyService.ts';

export type TestResult =
  | { readonly kind: 'answered'; readonly detail: string }
  | { readonly kind: 'failed'; readonly reason: string }
  | { readonly kind: 'cancelled' };

/** Connects once, under a notification that can be cancelled. */
export function testConnection(
  connection: RegistryConnection,
  topology: TopologySender,
): Promise<TestResult> {
  return withProgress(`Connecting to ${connection.name}…`, async (signal) => {
    try {
      const { endpoints } = await topology.send('connections/test', { connection }, signal);
      return { kind: 'answered', detail: answerText(endpoints) };
    } catch (error) {
      return signal.aborted ? { kind: 'cancelled' } : { kind: 'failed', reason: messageOf(error) };
    }
  });
}

/** What answered and how long it took, and what did not. */
function answerText(endpoints: readonly EndpointTest[]): string {
  const isOnly = endpoints.length === 1;
  return endpoints
    .map(({ endpoint, milliseconds, detail, problem }) => {
      const where = isOnly ? '' : `${endpoint}: `;
      return detail === undefined
        ? `${where}${problem ?? 'no answer'}`
        : `${where}${detail} (${milliseconds} ms)`;
    })
    .join('; ');
}

/** True to go on: it answered, or the person wants it all the same. */
export async function confirmByTest(
  connection: RegistryConnection,
  topology: TopologySender,
): Promise<boolean> {
  for (;;) {
    const result = await testConnection(connection, topology);
    if (result.kind === 'answered') {
      void vscode.window.setStatusBarMessage(`$(pass) ${connection.name}: ${result.detail}`, 5_000);
      return true;
    }
    if (result.kind === 'cancelled') {
      return false;
    }
    const choice = await vscode.window.showWarningMessage(
      `Not connected: ${result.reason}`,
      'Try Again',
      'Save Anyway',
    );
    if (choice !== 'Try Again') {
      return choice === 'Save Anyway';
    }
  }
}
