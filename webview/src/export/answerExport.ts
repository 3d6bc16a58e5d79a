import type { ExportRequest } from '../../../protocol/views.ts';
import type { Host } from '../messaging/host.ts';
import type { TopologyStore } from '../state/topologyState.ts';
import { exportFile } from './exportFile.ts';

/** A page that was opened for the export has this long for its first layout. Milliseconds. */
const patienceMs = 10_000;

/** Makes the file that the client asks for and hands it over, or says why there is none. */
export async function answerExport(
  store: TopologyStore,
  host: Host,
  request: ExportRequest,
): Promise<void> {
  await settled(store);
  try {
    const content = await exportFile(store.get(), request);
    host.post({ type: 'export/ready', request, content });
  } catch (error) {
    const reason = error instanceof Error ? error.message : 'the page could not draw it.';
    host.post({ type: 'export/failed', message: `Export as ${request.format}: ${reason}` });
  }
}

/** Waits until every card has its place. */
function settled(store: TopologyStore): Promise<void> {
  const isSettled = (): boolean => {
    const { graph, layout } = store.get();
    return graph !== undefined && layout === 'settled';
  };
  return new Promise((done) => {
    const finish = (): void => {
      clearTimeout(timer);
      stop();
      done();
    };
    const timer = setTimeout(finish, patienceMs);
    const stop = store.subscribe(() => {
      if (isSettled()) {
        finish();
      }
    });
    if (isSettled()) {
      finish();
    }
  });
}
